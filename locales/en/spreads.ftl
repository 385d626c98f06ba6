# The queue of spreads, their prices, and the questions before they start

spread-terms =
    { $sell ->
        [yes] Sell { COUNTED($amount, "contracts") } of { $farTicker } and buy { $nearTicker }
       *[no] Buy { COUNTED($amount, "contracts") } of { $farTicker } and sell { $nearTicker }
    }{ $ratio ->
        [none] {""}
       *[other] {" "}({ AMOUNT($ratio) } a contract)
    }
spread-wanted = { $sell ->
        [yes] { PRICE($price) } or more
       *[no] { PRICE($price) } or less
    }
spread-row = Row { $row }. { $terms }, { $wanted }

answer-spread =
    { $line }
    The row is in the queue{ $active ->
        [yes] {""}
       *[no] , but not active
    }. To start it: /spreads { $row }
next-spreads = Start

# The question before a start
preview-spreads = Start?
preview-unwind = Start the opposite spread?
question-spread =
    { $line }
    { $reasons }
consent-delivery = { $ticker } ends in a delivery unless it is closed before: its last trading is { TIME($at) } (Moscow time).
consent-opposite-far = The same contract { $ticker } is traded the other way by: { $others }. The two may meet in the book, or undo each other.
consent-opposite-near = The near leg { $ticker } is traded the other way as the far leg of: { $others }. The hedge may meet their order in the book.
consent-unhedged = The spread was left without { AMOUNT($amount) } of { $ticker }: its opposite takes so much more of the near leg than is needed.
consent-held = A part was executed: { COUNTED($contracts, "contracts") } and { AMOUNT($held) } { $nearTicker }. The ratio { $wantedRatio } does not fit so many, so the opposite spread closes exactly what there is: { AMOUNT($ratio) } { $nearTicker } a contract, and its price is meant with that.{ $left ->
        [none] {""}
       *[other] {" "}{ AMOUNT($left) } { $nearTicker } stay: close them by themselves.
    }
trade-of-row = row { $row }

# Prices
prices-nothing = There are no active rows in the queue. To add one: /spread
prices-spread =
    { $line }
    { $prices }
price-passive = By joining: { PRICE($price) } for { COUNTED($amount, "contracts") } ({ $farTicker } at { PRICE($farPrice) }, { $nearTicker } at { AVERAGE($nearPrice) })
price-crossing = At once: { PRICE($price) } for { COUNTED($amount, "contracts") } ({ $farTicker } at { PRICE($farPrice) }, { $nearTicker } at { AVERAGE($nearPrice) })
error-market-closed = { $ticker } does not trade now.{ $opensAt ->
        [none] {""}
       *[other] {" "}Both legs trade from { TIME($opensAt) } (Moscow time).
    }
error-side-empty = Nobody { $side ->
        [buy] buys
       *[sell] sells
    } { $ticker } in its book.
error-side-thin = The book of { $ticker } shows less to { $side ->
        [buy] sell to
       *[sell] buy from
    } than one contract takes: { AMOUNT($ratio) }.

# Refusals
error-until-past = The time until which it is to work is over: { TIME($until) } (Moscow time).
error-unwind-no-spread = { $taskId } is no spread: only spreads are unwound.
error-unwind-running = { $taskId } is still running. Stop it first: /stop { $taskId }
error-unwind-nothing = Nothing was executed of { $taskId }: there is nothing to unwind.
error-unwind-no-hedge = Of { $taskId } only the far leg was executed: not one lot of the near one stands against it. Close it by itself: /buy, /sell or /dump.
error-unwind-runs = { $by } is unwinding { $taskId } already. To change it: /amend { $by }
error-unwound-already = { $taskId } is unwound completely, lastly by { $by }.
