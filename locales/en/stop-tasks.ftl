## Tasks about stop orders

stop-orders =
    { $count ->
        [one] { $shown } stop order
       *[other] { $shown } stop orders
    }
ladder-words =
    { $direction ->
        [buy] to buy, { $levels } % below the last price
       *[sell] to sell, { $levels } % above the last price
    }, { PRICE($sum) } each
title-stops = { COUNTED($amount, "stop-orders") } { $words }
title-shorts = { COUNTED($amount, "stop-orders") } { $words }
title-nuke = { COUNTED($amount, "stop-orders") } in { $ticker } { $words }
title-remove = remove { COUNTED($amount, "stop-orders") } of { $of }
task-line-stops =
    { $id }: { $title }. { $stateWord }, { $task ->
        [remove] removed
       *[other] placed
    } { AMOUNT($placed) }{ $skipped ->
        [0] {""}
       *[other] , skipped { AMOUNT($skipped) }
    }{ $failed ->
        [0] {""}
       *[other] , refused { AMOUNT($failed) }
    }{ $inDoubt ->
        [0] {""}
       *[other] , in doubt { AMOUNT($inDoubt) }
    }{ $left ->
        [0] {""}
       *[other] , left { AMOUNT($left) } (about { COUNTED($secondsLeft, "seconds") })
    }
waiting-renewal = the stop orders wait for their price; I place them anew when their lifetimes end

journal-stops-asked =
    { $by ->
        [api] Asked through the API:
       *[other] Asked:
    } { $title }
journal-stop-placed = Stop order { $number } is placed: { $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }
journal-stop-refused = The broker refuses stop order { $number } ({ $ticker }, { COUNTED($lots, "lots") } at { PRICE($price) }). { $cause }
journal-stop-in-doubt = Stop order { $number } ({ $ticker } at { PRICE($price) }): no certain answer yet; I look for it among the account's stop orders
journal-stop-needs-person =
    Stop order { $number } ({ $direction ->
        [buy] buy
       *[sell] sell
    } { COUNTED($lots, "lots") } of { $ticker } at { PRICE($price) }): I cannot tell whether it is there; like it there { $count ->
        [one] is { $count }
       *[other] are { $count }
    } on the account. Please look in the broker's app, and answer: /settle { $task } { $number } placed, or absent
journal-stop-settled = Stop order { $number }, as was said: { $placed ->
        [yes] it is placed
       *[no] it is not there, and is sent again
    }
journal-stop-twice = Stop order { $number } of { $ticker } is there twice: please cancel one of the two in the broker's app (id { $stopOrderId })
journal-stops-round =
    { $round ->
        [1] Placed
       *[other] Placed anew
    } { AMOUNT($executed) } of { COUNTED($amount, "stop-orders") }{ $skipped ->
        [0] {""}
       *[other] , skipped { AMOUNT($skipped) }
    }{ $failed ->
        [0] {""}
       *[other] , refused { AMOUNT($failed) }
    }. They wait until { TIME($until) } (Moscow time), then I place them anew.
stops-report =
    { $stops ->
        [remove] Removed
       *[other] Placed
    } { AMOUNT($executed) } of { COUNTED($amount, "stop-orders") }{ $skipped ->
        [0] {""}
       *[other] , skipped { AMOUNT($skipped) }
    }{ $failed ->
        [0] {""}
       *[other] , refused { AMOUNT($failed) }
    }{ $triggered ->
        [none] {""}
        [0] {""}
       *[other] , triggered before { AMOUNT($triggered) }
    }.
journal-stops-done = Done. { $report }
journal-stops-cancelled = Stopped. { $report }
journal-stops-failed = Failed. { $report } { $cause }

error-stop-expired = Its lifetime was over before it could be placed

command-remove = Cancel the stop orders that a task placed
usage-remove = /remove stops/3: cancel the stop orders that this task placed; ask before
preview-remove = { COUNTED($amount, "stop-orders") } that { $task } placed will be cancelled.
next-remove = { $count ->
        [1] Remove them
       *[other] Remove those of { $words }
    }
told-stop-next = The stop orders that { $count ->
        [1] it has
       *[other] they have
    } placed stay where they are, until they trigger or expire, unless you remove them.
answer-stop = { $task } has ended; { COUNTED($standing, "stop-orders") } that it placed stay where they are, until they trigger or expire.
error-stop-not-in-doubt = Of stop order { $number } of { $taskId } it is known what became of it. { $numbers ->
        [none] None of its stop orders needs an answer.
       *[other] These need an answer: { $numbers }.
    }
error-stop-may-appear = Stop order { $number } of { $taskId } was sent just now and may appear yet; I look for it myself for another { $seconds } s, then say it again
error-nothing-to-remove = { $taskId } has no stop order that could still wait
error-stop-it-first = { $taskId } is still placing stop orders; stop it first: /stop { $taskId }
error-not-amendable = { $taskId } works a list of stop orders off, and cannot be changed; stop it and ask anew: /stop { $taskId }
