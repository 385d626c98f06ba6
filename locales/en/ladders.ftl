# Ladders of stop orders: why one is not placed

error-not-listed = The broker does not list { $ticker } any more, or API does not trade it.
error-no-last-price = { $ticker } has no last price to go by, or it is below zero.
error-contract-ended = { $ticker } has ended.
error-price-below-step = The price would be below one price step of { $ticker }, which is { PRICE($step) }.
error-price-outside-limit = { PRICE($price) } is beyond what the exchange allows for { $ticker } today: { PRICE($limit) }.
error-short-not-agreed = { $ticker } would be short by more than was agreed to.

# Their lists of instruments

error-unknown-tickers = The broker does not list: { $tickers }. Nothing was changed.
error-not-in-list = Not in the list: { $tickers }. Nothing was changed.
error-list-too-long = A list holds { $most } instruments at most. Nothing was changed.
error-no-tickers = Name at least one ticker, e.g. SBER.
journal-ladder-list-changed = { $list ->
        [white] White list
       *[black] Black list
    } of /{ $ladder }:{ $added ->
        [none] {""}
       *[other] {" "}added { $added }
    }{ $removed ->
        [none] {""}
       *[other] {" "}removed { $removed }
    }

# What is wrong with a ladder as a whole

error-ladder-list-empty = No instrument is in the white list of /{ $ladder } that is not in the black one. Add some: /{ $ladder } add SBER GAZP
error-ladder-argument = { $argument ->
        [levels] Levels are different percents above 0 and below 100 (of /nuke from 0 on), ten at most
        [sum] The sum is in roubles, from 1 to 30,000,000 for each order
       *[lifetimeMinutes] The lifetime is in minutes, from 1 to 43,200
    }, not { $given }.{ $nearest ->
        [none] {""}
       *[other] {" "}The nearest that works: { $nearest }
    }
error-ladder-sum-too-small = { PRICE($sum) } is too little for { $parts } orders of a lot of { $ticker } at least. The least that works: { PRICE($least) }
error-nothing-to-place = There is nothing to place:
