# The bot

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

report-of-task = { $taskId }: { $words }
report-warning = ⚠️ { $words }
