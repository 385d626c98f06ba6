# Texts for people. The keys are those of ru.ftl; a new command: command-<name> and usage-<name>, a new journal entry: journal-<kind>.
# AMOUNT and PRICE write a number as it is with its thousands apart (PRICE in roubles); AVERAGE rounds an average price;
# COUNTED takes the word from a text of its own: COUNTED($lots, "lots").

## Words and numbers

lots =
    { $count ->
        [one] { $shown } lot
       *[other] { $shown } lots
    }
pieces =
    { $count ->
        [one] { $shown } piece
       *[other] { $shown } pieces
    }
seconds =
    { $count ->
        [one] { $shown } second
       *[other] { $shown } seconds
    }

state-running = running
state-paused = paused
state-waiting = waiting
state-done = done
state-cancelled = cancelled
state-failed = failed

waiting-session = the instrument does not trade now; I go on when it does
waiting-broker = the broker does not answer; I go on when it does

severity-info = event
severity-report = report
severity-warning = warning

## Commands: one line for the menu and the help

command-buy = Buy at the best price
command-sell = Sell at the best price
command-dump = Close the whole position in an instrument
command-sellbuy = Start the queue of purchases and sales
command-tasks = Show the tasks that are not finished
command-status = Money, securities and tasks in short
command-stop = Stop one task or all of them
command-pause = Pause a task
command-resume = Go on with a paused task
command-help = What I can do
command-health = Whether everything works

usage-buy =
    /buy SBER 100000: for 100,000 roubles
    /buy 100 SBER: 100 pieces
    /buy 100 SBER @ 312.5: for no more than 312.5 each
usage-sell =
    /sell SBER 100000: for 100,000 roubles
    /sell 100 SBER: 100 pieces
    /sell 100 SBER @ 312.5: for no less than 312.5 each
usage-dump = /dump SBER: sell all that is free in whole lots, or buy a short position back; I ask first
usage-sellbuy = /sellbuy: every active row of the queue that is not running yet
usage-tasks = /tasks
usage-status = /status
usage-stop =
    /stop: withdraw the orders and end all tasks
    /stop sellbuy/3: this one only
usage-pause = /pause sellbuy/3
usage-resume = /resume sellbuy/3
usage-help = /help
usage-health = /health

## The bot

help-title = I place an order at the best price and move it along with the market until it is executed. What you can ask for:
help-command = /{ $name }: { $description }
unknown-command = There is no such command. What I can do: /help
not-a-command = I understand commands; they start with “/”. All of them: /help
wrong-words =
    I did not understand what is wanted. This is how it is written:
    { $usage }

answer-started = Accepted.
answer-nothing-started = There is nothing to start.
answer-done = Done.
answer-no-tasks = There are no unfinished tasks.
answer-stopped = Stopping: { $tasks }.
answer-nothing-to-stop = There is nothing to stop: no unfinished tasks.

task-title =
    { $direction ->
        [buy] buy
       *[sell] sell
    } { $amount } { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] { $direction ->
            [buy] {" "}for no more than { PRICE($limitPrice) }
           *[sell] {" "}for no less than { PRICE($limitPrice) }
        }
    }
task-line =
    { $id }: { $title }. { $stateWord }, executed { AMOUNT($executed) } of { AMOUNT($amount) }{ $averagePrice ->
        [none] {""}
       *[other] , { AVERAGE($averagePrice) } on average
    }
task-line-waiting = { $line } ({ $reason })
task-line-failed = { $line }. { $reason }

confirm-title = Please confirm. The question holds for one minute.
confirm-yes = Yes
confirm-no = No
confirm-refused = All right, nothing is done.
confirm-accepted = Confirmed.
confirm-stale = This question does not hold any more: it was answered, or the minute is over. Please send the command again.
preview-dump =
    { $direction ->
        [buy] Buy back
       *[sell] Sell
    } { COUNTED($amount, "pieces") } of { $ticker }{ $lots ->
        [none] {""}
       *[other] {" "}({ COUNTED($lots, "lots") })
    } at the best price, { $direction ->
        [buy] closing the short position
       *[sell] closing the position
    }{ $price ->
        [none] {""}
       *[other] {" "}(last price { PRICE($price) })
    }?

status-money = Free: { PRICE($money) }
status-blocked = , in orders { PRICE($blockedMoney) }
status-loading = The broker is still counting its limits: the figures may change.
status-securities = Securities:
status-security = { $ticker }: { AMOUNT($free) }
status-security-blocked = { $ticker }: { AMOUNT($free) } and { AMOUNT($blocked) } in orders
status-no-securities = No securities.
status-tasks = Tasks:

health-ok = Everything works ({ $mode }).
health-degraded = Not everything works ({ $mode }). Tasks wait and go on by themselves.
health-part = { $part }: { $status ->
        [ok] works
       *[down] does not answer
    }
mode-paper = paper exchange
mode-sandbox = the broker's sandbox
mode-live = real account
part-database = database
part-temporal = Temporal
part-worker = worker
part-broker = broker

## The journal

journal-task-asked =
    { $by ->
        [api] Asked through the API:
       *[other] Asked:
    } { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($amount, "pieces") } of { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] {" "}at { PRICE($limitPrice) } or better
    }
journal-pause-asked = A pause was asked for
journal-resume-asked = Going on was asked for
journal-cancel-asked = A stop was asked for
journal-task-waiting = Waiting: { $reasonWord }
journal-task-running = The instrument trades; going on
journal-order-sent = Order { $number } sent: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }
journal-order-working = Order { $number } is in the book: { COUNTED($lots, "lots") }
journal-order-cancelling = Withdrawing order { $number }: { COUNTED($lots, "lots") } at { PRICE($price) }
journal-order-final = Order { $number } { $status ->
        [filled] executed: { COUNTED($lots, "lots") }
        [cancelled] withdrawn, executed { COUNTED($lots, "lots") }
        [rejected] rejected by the exchange, executed { COUNTED($lots, "lots") }
       *[other] ended, executed { COUNTED($lots, "lots") }
    }{ $averagePrice ->
        [none] {""}
       *[other] {" "}at { AVERAGE($averagePrice) }
    }
journal-order-refused = Order { $number } was not accepted: { $cause }
journal-order-in-doubt = The broker did not say whether it took order { $number }. Finding out; there will be no second one.
journal-order-still-in-doubt = For { COUNTED($seconds, "seconds") } it is not known whether order { $number } was taken. Still finding out; please look at the orders in the broker's app. There will be no second one.
journal-fill = Executed { COUNTED($lots, "lots") } at { PRICE($price) } (order { $number }), { AMOUNT($executed) } of { AMOUNT($amount) } in all
journal-task-done = Done. { $direction ->
        [buy] Bought
       *[sell] Sold
    } { COUNTED($executed, "pieces") } of { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] {" "}at { AVERAGE($averagePrice) } on average
    }, commission { PRICE($commission) }.
journal-task-cancelled = Stopped, the order is withdrawn. { $direction ->
        [buy] Bought
       *[sell] Sold
    } { AMOUNT($executed) } of { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] {" "}at { AVERAGE($averagePrice) } on average, commission { PRICE($commission) }
    }.
journal-task-failed = Failed. { $direction ->
        [buy] Bought
       *[sell] Sold
    } { AMOUNT($executed) } of { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] {" "}at { AVERAGE($averagePrice) } on average, commission { PRICE($commission) }
    }. { $cause }
journal-foreign-order = There is an order on the account that is not mine: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker }. I leave it alone.
journal-leftover-order = A finished task left order { $number } working; withdrawing it
journal-task-started-again = The task was written down but not started; starting it
journal-command = Command { $command } was carried out

## Errors: what happened, to what, and what one can do

error-task-not-found = There is no task { $taskId }. Unfinished tasks: /tasks
error-task-finished = Task { $taskId } is finished already.
error-task-of-another-account = Task { $taskId } belongs to another account or mode ({ $mode }). Start Trademan with that one to steer it.
error-temporal-unavailable = Temporal does not answer now; the command was not carried out. A task can be stopped without it: /stop
error-database-unavailable = The database does not answer now; the command was not carried out. Please try again in a minute.
error-rate-limited = The broker asks for patience: too many requests. Please try again in a minute.
error-unavailable = The broker does not answer now. Please try again in a minute.
error-outcome-unknown = The broker did not say whether it was done. Finding out.
error-duplicate = The broker knows this order already.
error-not-trading = The instrument does not trade now.
error-not-found = The broker did not find it.
error-access-denied = The broker did not accept the token: it is wrong, expired, or has no right to trade. Make a new one and put it into the settings.
error-refused = The broker refused.
error-internal = Something went wrong; the program's log has the details.
# The broker's own words after ours
broker-says = Its words: “{ $message }”
