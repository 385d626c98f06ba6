# Stop orders that are saved: put away, and brought back

title-stash = save { COUNTED($amount, "stop-orders") }{ $keep ->
        [yes] {""}
       *[no] {" "}and cancel them
    }
title-restore = restore { COUNTED($amount, "stop-orders") } of stash #{ $stash }

command-stash = Save every stop order and cancel it
usage-stash =
    /stash: saves every stop order of the account and cancels it
    /stash night: under a name
    /stash keep: saves them alone, cancels nothing
    /stash only SBER, GAZP: those of these tickers alone
    /stash list: the stashes that there are, with the former ones
    /stash show night, /stash show #12: what is in one
preview-stash =
    I save { COUNTED($orders, "stop-orders") } in stash "{ $name }", { AMOUNT($foreign) } of them not mine. { $keep ->
        [yes] I cancel none.
       *[no] I cancel { AMOUNT($cancelled) }, which takes about { COUNTED($seconds, "seconds") }.
    }{ $notPlaceable ->
        [0] {""}
       *[other] {" "}{ AMOUNT($notPlaceable) } stay, because they could not be placed again.
    }{ $following ->
        [0] {""}
       *[other] {" "}{ AMOUNT($following) } follow a price already, and begin anew when they are restored.
    }{ $replaces ->
        [none] {""}
       *[other] {" "}Stash #{ $replaces } is there now ({ AMOUNT($replacesOrders) }): it stays in the history.
    }
preview-stash-placing = { $placing }: still running; what is placed from now on is not in the stash. /stop ends it.
stash-line = #{ $id } "{ $name }"{ $kind ->
        [before-restore] , what was there before a restore
       *[asked] {""}
    }{ $current ->
        [yes] , current
       *[no] {""}
    }: { COUNTED($orders, "stop-orders") }, { TIME($createdAt) }
stash-order-line = { $position }. { $ticker } { $direction ->
        [sell] sell
       *[buy] buy
    } { COUNTED($lots, "lots") } @ { PRICE($stopPrice) }{ $active ->
        [no] , switched off
       *[yes] {""}
    }{ $edited ->
        [yes] , changed
       *[no] {""}
    }{ $goneSince ->
        [none] {""}
       *[other] , the instrument is gone since { TIME($goneSince) }
    }{ $assumed ->
        [none] {""}
       *[other] , assumed: { $assumed }
    }{ $outcome ->
        [executed] , triggered
        [expired] , expired
        [gone] , gone
        [kept] , left there
       *[other] {""}
    }
stash-none = There are no stashes. To save stop orders: /stash
stash-more = … and { AMOUNT($count) } more
stash-assumed-margin = margin (not agreed to)
stash-assumed-expiry = its end
stash-assumed-price-unit = the unit of its price
stash-assumed-child = the kind of its order
stash-assumed-extremum = the best price is lost

command-restore = Bring saved stop orders back
usage-restore =
    /restore, /restore night, /restore #12: places all as it was; what is there now is cancelled and saved
    /restore only SBER, GAZP: those of these tickers alone
    /restore dirty: what is there now stays
    /restore expired 18:30: those that are over too, till then
    /restore again: those that triggered since too
    /restore margin: where nobody knows whether margin was agreed to, it is
preview-restore =
    Stash #{ $stash } "{ $name }" of { TIME($savedAt) }. I place { AMOUNT($place) }, { AMOUNT($there) } wait already. I cancel and save { AMOUNT($clean) }, { AMOUNT($foreign) } of them not mine. That takes about { COUNTED($seconds, "seconds") }.{ $expired ->
        [0] {""}
       *[other] {" "}Over: { AMOUNT($expired) } (to place them: expired and a time).
    }{ $executed ->
        [0] {""}
       *[other] {" "}Triggered since: { AMOUNT($executed) } (to place them: again).
    }{ $unknown ->
        [0] {""}
       *[other] {" "}Nobody knows what became of { AMOUNT($unknown) } (to place them: again).
    }{ $notPlaceable ->
        [0] {""}
       *[other] {" "}Cannot be placed: { AMOUNT($notPlaceable) }.
    }{ $switchedOff ->
        [0] {""}
       *[other] {" "}Switched off: { AMOUNT($switchedOff) }.
    }{ $stillThere ->
        [0] {""}
       *[other] {" "}Wait as they were before they were changed: { AMOUNT($stillThere) }.
    }{ $passed ->
        [0] {""}
       *[other] {" "}The price has passed, the broker refuses them: { AMOUNT($passed) }.
    }{ $marginUnknown ->
        [0] {""}
       *[other] {" "}Nobody knows whether margin was agreed to, so placed without: { AMOUNT($marginUnknown) } (to agree: margin).
    }
preview-restore-money = If all of it triggers it is worth { PRICE($total) }{ $needed ->
        [none] {""}
       *[other] , purchases take { PRICE($needed) } with commission
    }; { PRICE($free) } is free{ $lacking ->
        [none] {""}
       *[other] , so { PRICE($lacking) } is lacking: what triggers after the money is spent will be refused
    }.

stops-report-stash = Saved { COUNTED($amount, "stop-orders") }{ $stash ->
        [none] {""}
       *[other] {" "}(stash #{ $stash })
    }, cancelled { AMOUNT($executed) }{ $skipped ->
        [0] {""}
       *[other] , left there { AMOUNT($skipped) }
    }{ $triggered ->
        [0] {""}
        [none] {""}
       *[other] , triggered before { AMOUNT($triggered) }
    }{ $failed ->
        [0] {""}
       *[other] , not cancelled { AMOUNT($failed) }
    }.
stops-report-restore = Placed { AMOUNT($executed) } of { COUNTED($amount, "stop-orders") }{ $there ->
        [0] {""}
        [none] {""}
       *[other] , waited already { AMOUNT($there) }
    }{ $failed ->
        [0] {""}
       *[other] , refused { AMOUNT($failed) }
    }{ $skipped ->
        [0] {""}
       *[other] , skipped { AMOUNT($skipped) }
    }{ $before ->
        [none] {""}
       *[other] . What was there before is in stash #{ $before }
    }. { $differs ->
        [none] {""}
        [0] The broker's list equals the stash.
       *[other] Differences from the stash: { AMOUNT($differs) }.
    }

journal-stash-saved = Saved { COUNTED($count, "stop-orders") } (stash #{ $stash })
journal-stash-edited = Stash #{ $stash }, order { AMOUNT($number) } changed: { $ticker }, { COUNTED($lots, "lots") } @ { PRICE($price) }{ $active ->
        [no] , left out of a restore
       *[yes] {""}
    }
journal-stash-triggered = { $ticker }: a stop order for { COUNTED($lots, "lots") } @ { PRICE($price) } triggered before it was cancelled
journal-stash-gone = { $ticker }: a stop order for { COUNTED($lots, "lots") } @ { PRICE($price) } is gone, nobody knows why. Stash #{ $stash } holds it
journal-stash-cancel-refused = { $ticker }: the broker does not cancel a stop order for { COUNTED($lots, "lots") } @ { PRICE($price) }: { $message }
journal-restore-difference = { $ticker ->
        [none] {""}
       *[other] { $ticker }:{" "}
    }a stop order for { COUNTED($lots, "lots") } @ { PRICE($price) } { $what ->
        [not-placed] is not placed
        [missing] does not wait any more
        [different] is another one
       *[not-of-stash] is not of the stash
    }
journal-restore-proved = The broker's list equals stash #{ $stash }: { AMOUNT($same) } of { AMOUNT($of) }
journal-restore-differs = The broker's list differs from stash #{ $stash }: { AMOUNT($same) } of { AMOUNT($of) } wait as they are to, { AMOUNT($count) } differences

error-stash-not-found = There is no stash { $wanted }. { $known ->
        [none] There are none at all: /stash.
       *[other] There are: { $known }.
    }
error-stash-order-not-found = Stash #{ $stash } has no order { $position }: it has { $orders }.
error-stash-busy = { $task } is under way: wait for its end, or stop it.
error-nothing-to-stash = There are no stop orders that could be saved.
error-nothing-to-restore = Stash #{ $stash } holds no order that could be placed.
error-stash-changed = The stop orders are not those that were shown any more. Ask again.
error-stash-not-kept = What was written is not what the broker told ({ $stopOrderId }). Nothing was cancelled.
error-stash-price-not-positive = The price must be above zero, { PRICE($least) } at least.
error-stash-price-step = { PRICE($price) } is no multiple of the price step { PRICE($step) }. Nearest: { $nearest }.
error-stash-no-price = This order has no limit price.
error-stash-expiry-past = { TIME($at) } is past.
error-stash-not-placeable = This order cannot be placed again, so there is nothing to change in it.
error-stash-expired = Its time is over.
error-stash-executed = It triggered since.
error-stash-fate-unknown = Nobody knows what became of it.
error-stash-still-there = It waits as it was before it was changed.
