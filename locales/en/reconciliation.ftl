# The account against what the tasks believe

journal-order-works-on = Order { $number } ended by my notes, and the broker says that { COUNTED($lots, "lots") } of { $ticker } still work. I do not touch it while its task runs; please compare with the orders in the broker's app.
journal-order-executed-differs = Order { $number } of { $ticker }: the broker says that { COUNTED($executed, "lots") } were executed, and I counted { COUNTED($known, "lots") }. What is missing is not in the task's report; please compare with the operations in the broker's app.
journal-order-ended-unheard = Order { $number } of { $ticker } ended after its task: executed { COUNTED($executed, "lots") }.
journal-order-end-unknown = What became of order { $number } of { TIME($sentAt) } ({ $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker }, executed { COUNTED($executed, "lots") } as far as I know) nobody can tell: its task is finished, and the broker does not know it. Please look into the orders in the broker's app.
journal-foreign-trade = { $direction ->
        [buy] Bought
       *[sell] Sold
    } { COUNTED($traded, "pieces") } of { $ticker } by an order that is not mine. The account holds { AMOUNT($amount) } now.
journal-position-differs = The position in { $ticker } is not what my orders and all others make of it: it was { AMOUNT($was) }{ $since ->
        [none] {""}
       *[other] {" "}({ TIME($since) })
    }, it should be { AMOUNT($expected) }, it is { AMOUNT($amount) }. { $guess ->
        [days-away] Maybe that is of the days on which I did not run.
        [redemption] Maybe the bond was redeemed, or somebody traded, moved or borrowed it.
        [corporate-action] Maybe a split, a delivery or a transfer, or somebody traded it.
       *[trade-elsewhere] Maybe somebody traded it elsewhere, the broker closed it, or it ended.
    } Please look into the operations in the broker's app. From now on I take it as it is.
journal-position-explained = { $guess ->
        [future-ended] { $ticker } ended, so the position of { AMOUNT($was) } is gone.
       *[future-delivered] A future that ended was delivered: { $ticker }, it was { AMOUNT($was) }, it is { AMOUNT($amount) }.
    }
journal-hedge-gone = This spread counts on { AMOUNT($needed) } { $ticker }, and the account holds { AMOUNT($amount) } since somebody else traded. I do not buy or sell it again by myself: restore the position, or stop the spread.

## Stop orders

journal-foreign-stop = There is a stop order on the account that is not mine: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }. I leave it alone.
journal-stop-triggered = Stop order { $number } triggered: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }
journal-stop-expired = The time of stop order { $number } is over: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }
journal-stop-cancelled-elsewhere = Stop order { $number } was cancelled, and not by me: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }. I do not place it again by myself.
journal-stop-lost = Stop order { $number } was placed, and the broker lists it nowhere any more: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }. Please look at the stop orders in the broker's app.
journal-stop-works-on = Stop order { $number } ended by my notes, and it still waits at the broker: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }. I do not touch it; /cancel takes it away, or the broker's app.
journal-stop-appeared = A stop order is there of which nobody knew whether it was placed: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }, like number { $number } of this task, which is finished. I do not touch it: leave it, or cancel it in the broker's app.
journal-stops-triggered = Stop orders triggered: { $count }, in { $tickers }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    }.
journal-stop-trade = { $direction ->
        [buy] Bought
       *[sell] Sold
    } { COUNTED($traded, "pieces") } of { $ticker } by a stop order that triggered. The account holds { AMOUNT($amount) } now.

## What differs now, for who asks

command-reconcile = Compare the account with what the tasks know
usage-reconcile = /reconcile
reconcile-same = The broker's orders, stop orders and positions are as the tasks have them.
reconcile-title = This differs between the account and the tasks:
reconcile-line = • { $task ->
        [none] {""}
       *[other] { $task }:{" "}
    }{ $words }
reconcile-position = { $ticker }: by all orders there should be { AMOUNT($expected) }, and there are { AMOUNT($amount) }.
reconcile-passing = This may be only on its way; if it stays, I tell it by myself:
reconcile-more = … and { $count } more
reconcile-no-stops = The broker has no stop orders here.
reconcile-stops-later = Stop orders could not be looked at: the limit of calls about them is spent. Ask again in { COUNTED($seconds, "seconds") }.
reconcile-last = { $lookedAt ->
        [none] Positions were not looked at by a worker yet, so they are not compared.
       *[other] A worker looked last at { TIME($lookedAt) }.
    }
