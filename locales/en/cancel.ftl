## The cancelling of everything

orders-counted =
    { $count ->
        [one] { $shown } order
       *[other] { $shown } orders
    }
stop-orders-counted =
    { $count ->
        [one] { $shown } stop order
       *[other] { $shown } stop orders
    }
tasks-counted =
    { $count ->
        [one] { $shown } task
       *[other] { $shown } tasks
    }

command-cancel = Stop every task, cancel every order and stop order of the account
usage-cancel = /cancel: everything, orders of other programs too; I ask first, and asked again meanwhile I tell how far it is

preview-cancel = Everything goes: { COUNTED($tasks, "tasks-counted") } to stop, orders and stop orders of the account, also those that I did not place.
preview-cancel-taskIds = Tasks: { $taskIds }
preview-cancel-orders = Orders: { AMOUNT($orders) } of mine, { AMOUNT($foreignOrders) } of others.{ $stopOrders ->
        [none] {" "}The stop orders go too; they cannot be listed this minute, since the broker's limit is spent.
       *[other] {" "}Stop orders: { AMOUNT($stopOrders) } of mine, { AMOUNT($foreignStopOrders) } of others.
    }
preview-cancel-tiedUp = They hold, or would hold, { PRICE($tiedUp) }.
preview-cancel-largest =
    The largest first:
    { $largest }
preview-cancel-owing =
    These still send the hedge they owe (lots), then end:
    { $owing }
preview-cancel-seconds =
    { $seconds ->
        [0] It takes some seconds.
       *[other] The broker's limits make it last { COUNTED($seconds, "seconds") } and a little more.
    }
preview-cancel-brokerAway = The broker does not answer, so its orders cannot be shown: they are cancelled as soon as it does.

cancelling =
    Cancelling everything ({ $number }): tasks told to stop { $tasks }, cancelled { COUNTED($orders, "orders-counted") } and { COUNTED($stopOrders, "stop-orders-counted") }, to go { COUNTED($ordersOpen, "orders-counted") } and { COUNTED($stopOrdersOpen, "stop-orders-counted") }. I report at its end.

journal-cancel-begun = Everything is being cancelled{ $by ->
        [none] {""}
        [api] , asked by the API
       *[other] , asked by { $by }
    }: every task is told to stop; every order and stop order goes, ours and foreign.
journal-cancel-done = Everything is cancelled: { COUNTED($orders, "orders-counted") } and { COUNTED($stopOrders, "stop-orders-counted") }.{ $executed ->
        [none] {""}
       *[other] {" "}Executed before the cancel came: { $executed }.
    }{ $triggered ->
        [0] {""}
        [none] {""}
       *[other] {" "}Triggered before it came: { COUNTED($triggered, "stop-orders-counted") }; what they placed is cancelled, or named here where it was executed.
    }{ $left ->
        [0] {""}
        [none] {""}
       *[other] {" "}Not cancelled: { $left }; each is told apart.
    }{ $owing ->
        [none] {""}
       *[other] {" "}Still to be hedged, which a worker does (lots): { $owing }.
    }
journal-cancel-left = Not cancelled: { $ticker }, { $direction ->
        [buy] purchase
       *[sell] sale
    } of { COUNTED($lots, "lots") }{ $price ->
        [none] {""}
       *[other] {" "}at { PRICE($price) }
    }. { $cause ->
        [none] {""}
       *[other] { $cause }
    }
journal-cancel-watches = { COUNTED($orders, "orders-counted") } and { COUNTED($stopOrders, "stop-orders-counted") } were being sent when everything was cancelled, and cannot be found. I watch for them for ten minutes and cancel what appears.
journal-cancel-late = A stop order in { $ticker } that was sent before everything was cancelled has appeared now ({ $direction ->
        [buy] purchase
       *[sell] sale
    } of { COUNTED($lots, "lots") }): cancelled.

error-cancel-running = Everything is being cancelled ({ $number }): nothing new is started until that is reported. How far it is: /status
error-cancel-newcomer = It was placed after everything was gone, and so were others before it: another program goes on ordering. Stop that, then /cancel again.
error-cancel-still-listed = The broker says that it is cancelled, three times over, and lists it as active all the same. Look into its app.
error-cancel-untold = It is not among the active ones, and the broker does not say what became of it. Look into its app.
