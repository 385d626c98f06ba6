# Dividends that the market expects

command-dscan = Find the dividends that the market expects
usage-dscan =
    /dscan: which dividends the futures imply, the highest yield first
    /dscan 20: at most 20 rows, from 1 to 500
error-row-count = How many rows: a whole number from { $least } to { $most }, not { $count }. For example: dscan 50
dividend-pairs =
    { $count ->
        [one] { $shown } pair
       *[other] { $shown } pairs
    }
dividend-title = The market expects dividends of { $leastYield } % or more, at { $rate } % a year: { COUNTED($found, "dividend-pairs") }{ $isCut ->
        [yes] , the first { $shown } are shown
       *[no] {""}
    }.
dividend-columns = Yield, roubles a share, days, what the spread costs per contract (buy the first, sell the second).
dividend-nothing = The market expects no dividend of { $leastYield } % or more (at { $rate } % a year)
dividend-row = { $yield } % { $dividend } { $days } d { $price } { $farTicker } – { $nearTicker }{ $basis ->
        [last] {" "}· by last prices
       *[book] {""}
    }{ $tradable ->
        [yes] {""}
       *[no] {" "}· cannot be traded
    }
dividend-announced = { $line } · announced { $amount ->
        [none] in another currency
       *[other] { PRICE($amount) }
    } for { $day }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    }{ $difference ->
        [none] {""}
       *[other] , difference { $difference }
    }
dividend-day = { $year }-{ $month }-{ $day }
dividend-left-out = Not compared for want of a price: { COUNTED($leftOut, "dividend-pairs") }
