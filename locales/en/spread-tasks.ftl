# A spread that is being carried out: its line, changes, the answer about a hedge, its report

title-spread =
    { $sell ->
        [yes] sell
       *[no] buy
    } { $amount } { $ticker } / { $nearTicker } @ { $limitPrice }

command-hedge = Answer what a spread asks about its hedge
usage-hedge =
    /hedge keep: go on trying, from the price of now
    /hedge any: hedge at any price
    /hedge leave: leave it unhedged, the task ends
    /hedge any spread/7: where several ask
answer-hedge =
    { $task }: { $choice ->
        [keep-trying] I go on trying from the price of now.
        [any-price] I hedge at any price.
       *[leave] what is not hedged stays so, and the task ends. Its report says how much that is.
    }
answer-settle = { $task }: of order { $number } { COUNTED($lots, "lots") } were executed. The task goes on from there.
hedge-keep = Keep trying
hedge-any = Any price
hedge-leave = Leave it

# One line of help for each option
option-slop = slop 3: far ticks, 0 to 10,000, by which the price may drift for you before the order is moved
option-payUpTicks = payUpTicks 3: near ticks, 0 to 10,000, that a hedge may pay more than its book shows; more at each try, up to 0.3 %
option-displayQuantity = displayQuantity 2: contracts shown at once at most, 1 to 1,000,000; none leaves it to the near book
option-maxUnhedged = maxUnhedged 2: contracts that may be without their hedge, 1 to 1,000,000; none is one shown piece
option-until = until 18:30: when it stops by itself, Moscow time; in JSON 2026-12-01T15:30:00Z; none is never
option-now = now: cross at once, within the price; now off waits for somebody to come

error-option-not-allowed =
    { $option } cannot be { $value }. { $option ->
        [slop] { option-slop }
        [payUpTicks] { option-payUpTicks }
        [displayQuantity] { option-displayQuantity }
        [maxUnhedged] { option-maxUnhedged }
        [until] { option-until }
       *[now] { option-now }
    }.
error-ratio-after-fill = { COUNTED($executed, "contracts") } of { $taskId } are executed and hedged with the ratio { $ratio }, so it stays as it is. For another one stop it and start a new spread.
error-not-a-spread = Task { $taskId } is no spread, so this cannot be changed of it: { $fields }.
error-spread-needs-price = A spread has a price: give another one, or stop it (/stop { $taskId }).
error-amend-takes-margin = { $taskId } stays as it is: { $why ->
        [loan] { $ticker } would take { PRICE($needed) }, { PRICE($free) } are free, the rest is the broker's loan
        [delivery] more would be held of { $ticker }, which ends in a delivery on { TIME($at) } (Moscow time)
       *[short] { $ticker } would be short by { AMOUNT($amount) } more
    }, and nobody agreed to that when it started. Amend it by less, or start another one for the rest: it asks.
error-hedge-not-asked = { $taskId } waits for no answer about its hedge (any more). How it is: /status { $taskId }
error-hedge-question-over = That question of { $taskId } is over, and your answer was not taken. Asked now: the hedge of { AMOUNT($unhedged) } { $ticker } is not executed, the price { PRICE($price) } is worse than the bound { PRICE($bound) }. Answer by its own buttons, or /hedge any { $taskId } (keep, leave).
error-hedge-waits-for-market = { $taskId } asks nothing now: { $reason ->
        [closed] { $ticker } is not trading
        [halted] the trading of { $ticker } is suspended
       *[other] nobody is in the book of { $ticker }
    }. Its hedge is sent in the first possible moment; if it cannot be had within bounds from the price of then, you are asked again.
error-no-hedge-asked = No task waits for an answer about its hedge. All of them: /tasks
error-which-hedge = Several tasks wait for an answer, say which one: { $tasks }
error-time-over = The time is over{ $until ->
        [none] {""}
       *[other] {" "}({ TIME($until) }, Moscow time)
    }.
error-left-unhedged = Unhedged, as you answered: { AMOUNT($unhedged) } { $nearTicker }.

journal-task-asked-spread =
    { $by ->
        [api] Asked through the API:
       *[other] Asked:
    } { $direction ->
        [sell] sell
       *[buy] buy
    } { COUNTED($amount, "contracts") } of { $ticker } against { $nearTicker } at { PRICE($limitPrice) } a contract or better
journal-task-amended-spread =
    { $by ->
        [api] Changed through the API:
       *[other] Changed:
    } { COUNTED($amount, "contracts") } in all at { PRICE($limitPrice) } or better (it was { AMOUNT($wasAmount) } at { PRICE($wasLimitPrice) }){ $changes ->
        [none] {""}
       *[other] ; { $changes }
    }
journal-ratio-stays = The ratio stays { $ratio }, not { $wanted }: { COUNTED($executed, "contracts") } of { $ticker } were executed before the change came into force, and are hedged by the old one. The price stays the one that was wanted with it: { PRICE($price) }. For another ratio stop the task and start a new spread.
# What every report of a spread's end tells
spread-report =
    { $direction ->
        [sell] Sold
       *[buy] Bought
    } { AMOUNT($executed) } of { COUNTED($amount, "contracts") } { $ticker } / { $nearTicker }{ $averagePrice ->
        [none] .
       *[other] , { AVERAGE($averagePrice) } a contract on average, wanted { PRICE($wantedPrice) }{ $isWorse ->
            [yes] , { AVERAGE($difference) } worse
           *[no] , { AVERAGE($difference) } better
        }.
    }{ $averagePrice ->
        [none] {""}
       *[other] {" "}{ $ticker }: { AMOUNT($farExecuted) } at { AVERAGE($farAverage) }; { $nearTicker }: { AMOUNT($nearExecuted) }{ $nearAverage ->
            [none] {""}
           *[other] {" "}at { AVERAGE($nearAverage) }
        }. Commission { $commissionWords }. Without a hedge: { COUNTED($longestUnhedged, "seconds") } at the longest, { AMOUNT($largestUnhedged) } { $nearTicker } at the most; now { AMOUNT($unhedged) }.
    }
journal-task-done-spread = Done. { $report }
journal-task-cancelled-spread =
    { $cause ->
        [none] Stopped, the order is withdrawn.
       *[other] { $cause }
    } { $report }
journal-task-failed-spread =
    Failed. { $cause ->
        [none] {""}
       *[other] { $cause }{" "}
    }{ $report }
