# The journal

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
journal-task-amended =
    { $by ->
        [api] Changed through the API:
       *[other] Changed:
    } { COUNTED($amount, "pieces") } in all, { $limitPrice ->
        [none] at any price
       *[other] at { PRICE($limitPrice) } or better
    } (it was { AMOUNT($wasAmount) }, { $wasLimitPrice ->
        [none] at any price
       *[other] at { PRICE($wasLimitPrice) } or better
    })
journal-task-waiting = Waiting: { $reasonWord }
journal-task-running = { $reason ->
        [halt] The halt is lifted, going on
        [person] What was asked is over, going on
        [renewal] The lifetimes are over; placing anew
       *[other] The instrument trades; going on
    }
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
journal-cancel-refused = Order { $number } could not be withdrawn: { $cause } It still works. Trying again; please withdraw it in the broker's app if that goes on.
journal-no-order-placed = No order for { $ticker } could be placed for { COUNTED($seconds, "seconds") }: { $why }. It goes on by itself; /stop ends it.
journal-order-in-doubt = The broker did not say whether it took order { $number }. Finding out; there will be no second one.
journal-order-still-in-doubt = For { COUNTED($seconds, "seconds") } it is not known whether order { $number } was taken. Still finding out; please look at the orders in the broker's app. There will be no second one.{ $halted ->
        [yes] {" "}Orders are halted, so nothing is sent to settle it: until it is found, or the halt is over (/unhalt), the task does not end, not even when it is stopped.
       *[other] {""}
    }
journal-order-needs-person = The broker does not know order { $number } of { TIME($sentAt) } any more ({ $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker }, executed { COUNTED($executed, "lots") } as far as I know). Please look into the operations in the broker's app and tell me how many lots of it were executed in all: /settle { $task } { $executed }. Until then nothing new is ordered there.
journal-order-settled = Order { $number }: executed { COUNTED($lots, "lots") }, as you said.
journal-fill = Executed { COUNTED($lots, "lots") } at { PRICE($price) } (order { $number }), { AMOUNT($executed) } of { AMOUNT($amount) } in all
journal-late-fill = The broker tells of another { COUNTED($lots, "lots") } executed of order { $number } at { PRICE($price) }, after its end was counted. They count now; please compare with the operations in the broker's app.
journal-log-refused = The database refuses an entry about the orders of { $ticker } ({ $message }). Nothing new is opened; what is owed is hedged, the order is withdrawn, and the task ends then.
journal-line-refused = A line of the journal ({ $line }) could not be written, because the database refuses it: { $message }
journal-task-done = Done. { $direction ->
        [buy] Bought
       *[sell] Sold
    } { COUNTED($executed, "pieces") } of { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] {" "}at { AVERAGE($averagePrice) } on average
    }, commission { $commissionWords }.
journal-task-cancelled = Stopped, the order is withdrawn. { $direction ->
        [buy] Bought
       *[sell] Sold
    } { AMOUNT($executed) } of { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] {" "}at { AVERAGE($averagePrice) } on average, commission { $commissionWords }
    }.
journal-task-failed = Failed. { $direction ->
        [buy] Bought
       *[sell] Sold
    } { AMOUNT($executed) } of { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] {" "}at { AVERAGE($averagePrice) } on average, commission { $commissionWords }
    }. { $cause }
journal-foreign-order = There is an order on the account that is not mine: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker }. I leave it alone.
journal-leftover-order = A finished task left order { $number } working; withdrawing it
journal-hedge-held-back = The far leg was executed, and its hedge of { AMOUNT($unhedged) } { $ticker } is not executed: { $reason ->
        [closed] it is not trading
        [halted] its trading is suspended
        [no-book] nobody is in its book
        [not-trading] its exchange takes no orders, though its status says that it trades
        [rate-limit] the broker's limit of requests is used up for now
        [refused] the broker refuses it (the journal of the task says why), it is tried again
        [slow] there is no answer yet, or it was not filled in the first tries
        [own-order] an order of mine stands in its way and could not be withdrawn yet
        [owner-unread] an order stands in its way, and whose it is cannot be read now, so I do not touch it
       *[in-doubt] nobody knows what became of the order before, the exchange is asked
    }. It follows in the first possible moment.
journal-hedge-blocked = An order on the account that is not mine, { COUNTED($lots, "lots") } at { PRICE($price) }, stands in the way of the hedge of { AMOUNT($unhedged) } { $ticker }: an account does not trade with itself. I do not touch it and hedge only at better prices; when it is withdrawn, the rest follows at once.
journal-way-cleared = Withdrew the order of { $task }, { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }: the hedge would have met it. It comes back by itself.
journal-hedge-done = Hedged: { COUNTED($lots, "lots") } of { $ticker }, after { COUNTED($seconds, "seconds") } without.
journal-hedge-needs-person = The hedge of { AMOUNT($unhedged) } { $ticker } is not executed: the price { PRICE($price) } is worse than the bound { PRICE($bound) }. Answer: /hedge keep (go on trying from the price of now), /hedge any (at any price), /hedge leave (leave it unhedged).
journal-hedge-answered = The answer about the hedge: { $choice ->
        [keep-trying] go on trying from the price of now
        [any-price] at any price
       *[leave] leave it unhedged
    }
journal-over-hedged = { COUNTED($lots, "lots") } of { $ticker } more are hedged than the far leg asks for. Nothing mends that by itself: if you do not want them, close them yourself.
journal-future-expires = You hold { AMOUNT($amount) } { $ticker }: { $days ->
        [0] today is its last trading day
       *[other] its last trading day is in { COUNTED($days, "days") }
    }.{ $deliverable ->
        [yes] {" "}It is deliverable: if it is not closed, it is delivered.
       *[no] {""}
    }
journal-halted = Orders are halted{ $by ->
        [api] {" "}by the API
       *[other] {""}
    }: they are being withdrawn, and no new ones are placed. To go on: /unhalt
journal-unhalted = The halt is lifted{ $by ->
        [api] {" "}by the API
       *[other] {""}
    }: tasks go on
journal-unwanted-order = Order { $number } is not wanted any more, and no worker withdrew it; withdrawing it
journal-task-started-again = Temporal did not know this task (it had just been written down, or its last moments were lost). Starting it with the orders it has.
journal-command = Command { $command } was carried out
journal-task-taken-over = The worker of this task was silent for { COUNTED($seconds, "seconds") }; another one goes on with the same orders.
journal-part-away =
    { $detail ->
        [no-worker] { outage-no-worker }
        [worker-without-broker] { outage-worker-without-broker }
        [broker-silent] { outage-broker-silent }
        [temporal-silent] { outage-temporal-silent }
       *[database-silent] { outage-database-silent }
    }
journal-part-back =
    { $part ->
        [worker] A worker runs again, tasks go on
        [broker] The broker answers again, tasks go on
        [temporal] Temporal answers again, new tasks start
       *[database] The database answers again, tasks go on
    } (it was away for { COUNTED($seconds, "seconds") }).

# Why a task that runs has no order
idle-claim-lost = the database does not confirm that this worker holds the task
idle-not-compared = the account's orders cannot be read, and without them nobody knows whether both legs agree
idle-hours-unknown = the broker does not tell the trading hours ({ $of })
idle-commission-unknown = the broker does not tell the commission of { $of }, and no price can be worked out without it
idle-status-unknown = nobody knows whether { $of } trades: market data are missing
idle-book-unknown = the book of { $of } does not come: market data are missing
idle-not-taken = the broker or the database asks for patience (the journal of the task says why), it is tried again
idle-moves-spent = orders were moved too often in the last minute
idle-no-hedge = the book of { $of } does not show the hedge of even one contract
idle-no-price = nobody shows a price to join

# What a part that is away means for tasks
outage-no-worker = No worker runs: orders stay at the exchange as they are until one is back; then tasks go on by themselves.
outage-worker-without-broker = The worker has no connection to the broker: orders stay at the exchange as they are; when it is back, what was executed is asked first.
outage-broker-silent = The broker does not answer: orders stay at the exchange as they are; when it answers, what was executed is asked first.
outage-temporal-silent = Temporal does not answer: running tasks go on and can be stopped; new ones start when it is back.
outage-database-silent = The database does not answer: no new order is sent, what must be withdrawn is; what was executed is counted when it is back.

# The commission in a report: of an order that a person settled it may be missing
commission-known = { PRICE($commission) }
commission-unknown = unknown (of { COUNTED($commissionUnknownLots, "lots") } nobody told it)
commission-partly = { PRICE($commission) }, and unknown of { COUNTED($commissionUnknownLots, "lots") }
