# The bot

help-title = I place an order at the best price and move it along with the market until it is executed. What you can ask for:
help-command = /{ $name }: { $description }
not-a-command = I understand commands; they start with “/”. All of them: /help
wrong-words =
    I did not understand what is wanted. This is how it is written:
    { $usage }

answer-started = Accepted.
answer-nothing-started = There is nothing to start.
answer-more-tasks = And { AMOUNT($count) } more.
answer-done = Done.
answer-row-refused = Row { $row } ({ $ticker }) was not started: { $reason }
told-nothing = There are no unfinished tasks.
told-stop = Stopping: { $tasks }.
told-pause = Pausing: { $tasks }.
told-amend =
    Changed.
    { $lines }
told-resume = Going on: { $tasks }.
halted-since = Orders are halted since { TIME($since) } (Moscow time){ $by ->
        [api] , by the API
       *[other] , by { $by }
    }{ $reason ->
        [none] {""}
       *[other] : “{ $reason }”
    }. Nothing new is ordered. To go on: /unhalt
answer-halt = { halted-since }
    Orders are being withdrawn, tasks wait.
answer-unhalt = The halt is lifted. { $count ->
        [0] There is nothing to go on with.
       *[other] Going on: { $tasks }.
    }
preview-unhalt = { halted-since }
    { $count ->
        [0] Lift it? There are no unfinished tasks.
       *[other] Lift it? These will place orders again: { $tasks }.
    }
answer-no-tasks = There are no unfinished tasks.

title-sellbuy =
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
task-line-idle = { $line }. No order since { TIME($since) } (Moscow time): { $reason }
task-line-failed = { $line }. { $reason }

confirm-title = Please confirm. The question holds for one minute.
confirm-yes = Yes
confirm-no = No
confirm-refused = All right, nothing is done.
preview-dump-spreads = Mind: this is a leg of running spreads ({ $spreads }). They stay without it, and the hedge does not come back by itself.
preview-dump =
    { $direction ->
        [buy] Buy back
       *[sell] Sell
    } { COUNTED($amount, "pieces") } of { $ticker } at the best price, { $direction ->
        [buy] closing the short position
       *[sell] closing the position
    }{ $estimate ->
        [none] {""}
       *[other] , about { PRICE($estimate) }
    }?

health-ok = Everything works ({ $mode }).
health-degraded = Not everything works ({ $mode }). Tasks wait and go on by themselves.
health-part = { $part }: { $stateWord }
part-ok = works
part-reads-only = works, but the token only reads: no orders
part-down = does not answer
part-database-silent = does not answer
part-temporal-silent = does not answer
part-broker-silent = does not answer
part-no-worker = does not run
part-worker-without-broker = runs, but has no connection to the broker
mode-paper = paper exchange
mode-sandbox = the broker's sandbox
mode-live = real account
part-database = database
part-temporal = Temporal
part-worker = worker
part-broker = broker

report-of-task = { $taskId }: { $words }
report-warning = ⚠️ { $words }

# A question that is to be read before it is agreed to
question-too-long = What you would agree to is too long to be shown here ({ $messages } messages), so I do not ask and nothing is done. Ask for less at once, e.g. fewer instruments of the list or fewer rows of the queue, or ask through the API.
