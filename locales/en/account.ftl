# What the account is

answer-file =
    { $count ->
        [0] The file has no rows.
        [one] { AMOUNT($count) } row.
       *[other] { AMOUNT($count) } rows.
    }

## Positions

command-positions = What the account holds, and what it is worth
usage-positions =
    /positions: every position, money too
    /positions csv: the same as a file
positions-none = The account holds nothing.
positions-more =
    { $count ->
        [one] … and { AMOUNT($count) } more; /positions csv has all
       *[other] … and { AMOUNT($count) } more; /positions csv has all
    }
position-priced = { $ticker } { AMOUNT($amount) } × { PRICE($lastPrice) } = { PRICE($value) }
position-with-interest = { $ticker } { AMOUNT($amount) } × ({ PRICE($lastPrice) } + { PRICE($accruedInterest) } interest) = { PRICE($value) }
position-future = { $ticker } { AMOUNT($amount) } × { PRICE($lastPrice) } ({ AMOUNT($lastPoints) } pt), contracts for { PRICE($value) }
position-foreign = { $ticker } { AMOUNT($amount) } × { AMOUNT($lastPrice) } { $currency } = { AMOUNT($value) } { $currency }
position-unpriced = { $ticker } { AMOUNT($amount) }, price unknown
position-money = { $ticker } { PRICE($amount) }
position-profit = , { SIGNED($profit) } ({ $profitPercent } %)
position-profit-foreign = , { AMOUNT($profit) } { $currency } ({ $profitPercent } %)
position-margin = , { SIGNED($worth) } not paid out yet
position-blocked = , { AMOUNT($blocked) } of it in orders
position-money-blocked = , { PRICE($blocked) } of it in orders and as a guarantee
position-lag = , the average may be behind
position-to-buy = to buy { AMOUNT($toBuy) }
position-to-sell = to sell { AMOUNT($toSell) }
position-by-spreads = spreads count on { AMOUNT($heldBySpreads) }
position-tasks = ; { $words }: { $tasks }
positions-total = In all { PRICE($worth) }, not realized { SIGNED($profit) }
positions-left-out =
    { $leftOut ->
        [one] { AMOUNT($leftOut) } position is not in it: no price in roubles
       *[other] { AMOUNT($leftOut) } positions are not in it: no price in roubles
    }
account-loading = The broker is still loading the account: these figures may change.

## Money and margin

command-balance = Money, margin, and how far a margin call is
usage-balance =
    /balance: money and margin
    /balance csv: the same as a file
balance-roubles = Free { PRICE($free) }, in orders { PRICE($blocked) }{ $guarantee ->
        [none] {""}
       *[other] , locked by futures { PRICE($guarantee) }
    }
balance-currency = { $currency }: free { AMOUNT($free) }, in orders { AMOUNT($blocked) }
balance-promised = Promised to running tasks { PRICE($promised) }, left { PRICE($left) }
balance-portfolio = The portfolio is worth { PRICE($portfolio) }
balance-margin =
    Liquid portfolio { PRICE($liquidPortfolio) }
    Starting margin { PRICE($startingMargin) }{ $correctedMargin ->
        [none] {""}
       *[other] , with working orders { PRICE($correctedMargin) }
    }; minimal { PRICE($minimalMargin) }
balance-unneeded = Nothing that you hold needs margin: no margin call is possible now.
balance-enough =
    New positions are possible for { PRICE($toStarting) } more of margin{ $toStartingWithOrders ->
        [none] {""}
       *[other] , { PRICE($toStartingWithOrders) } once the working orders are counted
    }.
    A margin call comes when the portfolio falls by { PRICE($toCall) } ({ $toCallPercent } %).
balance-no-new-positions =
    ⚠️ New positions are refused: { PRICE($lacking) } lack up to the starting margin.
    A margin call comes when the portfolio falls by { PRICE($toCall) } ({ $toCallPercent } %).
balance-call = ⚠️ Margin call: { PRICE($lacking) } lack up to the minimal margin. The broker may close positions by itself.
balance-no-margin = Margin trading is off: nothing is lent, and there is no margin call.
balance-margin-untold = The broker tells no margin figures here.

## Orders

command-orders = What works and what waits: orders and stop orders, mine and others'
usage-orders =
    /orders: all of them
    /orders SBER: of one instrument
    /orders stops: stop orders alone; /orders orders: the others alone
    /orders csv: the same as a file
orders-none = Nothing works and nothing waits.
orders-working = Orders that work: { AMOUNT($count) }
orders-waiting = Stop orders that wait: { AMOUNT($count) }
orders-more = … and { AMOUNT($count) } more; /orders csv has all
orders-no-stops = There are no stop orders at this contour of the broker.
orders-stops-later = Stop orders are not told: the limit of calls about them is spent. Ask again in { COUNTED($seconds, "seconds") }.
working-order-line = { $direction ->
        [sell] sell
       *[buy] buy
    } { COUNTED($lots, "lots") } { $ticker } { $price ->
        [none] at a price that is not told
       *[other] at { PRICE($price) }
    }{ $executedLots ->
        [0] {""}
       *[other] , executed { COUNTED($executedLots, "lots") }
    }{ $sum ->
        [none] {""}
       *[other] , { PRICE($sum) }
    }
waiting-order-line = { $direction ->
        [sell] sell
       *[buy] buy
    } { COUNTED($lots, "lots") } { $ticker } once the price is { PRICE($stopPrice) }, { $price ->
        [none] { $child ->
                [market] at the market
               *[other] at a price that is made then
            }
       *[other] at { PRICE($price) }
    }{ $sum ->
        [none] {""}
       *[other] , { PRICE($sum) }
    }
order-whose-ours = ; { $task }{ $leg ->
        [far] , far leg
        [near] , near leg
       *[none] {""}
    }, no. { $number }
order-whose-maybe-ours = ; maybe { $task }, no. { $number }
order-whose-foreign = ; foreign
order-placed = ; { TIME($placedAt) }
