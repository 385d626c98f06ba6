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
