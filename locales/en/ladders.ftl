# Ladders of stop orders: why one is not placed

error-not-listed = The broker does not list { $ticker } any more, or API does not trade it.
error-no-last-price = { $ticker } has no last price to go by, or it is below zero.
error-contract-ended = { $ticker } has ended.
error-price-below-step = The price would be below one price step of { $ticker }, which is { PRICE($step) }.
error-price-outside-limit = { PRICE($price) } is beyond what the exchange allows for { $ticker } today: { PRICE($limit) }.
error-short-not-agreed = { $ticker } would be short by more than was agreed to.

# Their lists of instruments

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
error-ladder-changed = { $what ->
        [terms] The settings of /{ $ladder } were changed
        [list] The list of /{ $ladder } was changed
        [orders] Something that I said I would skip could be placed now
       *[money] Prices moved: it would take more money now
    } since I showed it, so nothing is placed. Ask again.
error-nothing-to-place = There is nothing to place:

# The commands

command-stops = Stop orders to buy far below the market
command-shorts = Stop orders to sell far above the market
command-nuke = Stop orders to buy one instrument as it falls
usage-stops =
    /stops: take-profit orders in every instrument of the white list that is not in the black one; I ask first
    /stops levels 15, 20, 25 sum 300000 minutes 120: other levels (percent), sum of each order and lifetime than the settings say
    /stops market: an order that triggers buys at any price
    /stops renew: as the lifetime ends they are placed anew, until it is stopped
    /stops list: both lists
    /stops add SBER, GAZP (remove): the white list
    /stops block SBER (unblock): the black list
usage-shorts =
    /shorts: take-profit orders to sell, in every instrument of the white list that is not in the black one; I ask first and say what would become short
    /shorts levels 20, 25, 30 sum 300000 minutes 120, market, renew: as of /stops
    /shorts list, add, remove, block, unblock: its lists, as of /stops
usage-nuke =
    /nuke SBER 1000000: the sum in equal parts at the levels of the settings, the first of them one step below the last price; I ask first
    /nuke SBER 1000000 levels 0, 1, 5, 7 minutes 30, market, renew: as of /stops

preview-stops = Place them?
preview-shorts = Place them, short positions included?
preview-nuke = Place them?
ladder-count =
    { $count ->
        [one] { $shown } stop order
       *[other] { $shown } stop orders
    }
ladder-instruments =
    { $count ->
        [one] { $shown } instrument
       *[other] { $shown } instruments
    }
ladder-orders =
    { COUNTED($orders, "ladder-count") } to { $direction ->
        [buy] buy
       *[sell] sell
    } in { COUNTED($instruments, "ladder-instruments") }, { $levels } % { $direction ->
        [buy] below
       *[sell] above
    } the last price, up to { PRICE($sum) } each{ $child ->
        [market] , at any price once they trigger
       *[limit] {""}
    }.
ladder-money-enough = If all trigger they are worth { PRICE($total) }{ $needed ->
        [none] {""}
       *[other] {" "}and take { PRICE($needed) } with commission
    }; { PRICE($free) } is free.
ladder-money-lacking = If all trigger they are worth { PRICE($total) } and take { PRICE($needed) } with commission; { PRICE($free) } is free, so { PRICE($lacking) } is lacking: what triggers after the money is spent will be refused.
ladder-money-sell = If all trigger they are worth { PRICE($total) }.
ladder-time = They wait for { COUNTED($minutes, "minutes") }{ $renew ->
        [yes] , and are placed anew then, until the task is stopped
       *[no] {""}
    }. Placing them takes { $minutesToPlace ->
        [0] a few seconds
       *[other] about { COUNTED($minutesToPlace, "minutes-about") }
    } at the broker's limit.
ladder-late = { COUNTED($orders, "ladder-count") }, the last of the farthest levels, would expire before the broker's limit lets them be placed, and would be skipped. All are placed with a lifetime of { COUNTED($lifetimeMinutes, "minutes") } or more: minutes { $lifetimeMinutes }.
ladder-tickers = Instruments: { $tickers }.
minutes =
    { $count ->
        [one] { $shown } minute
       *[other] { $shown } minutes
    }
minutes-about =
    { $count ->
        [one] { $shown } minute
       *[other] { $shown } minutes
    }
ladder-standing = Stop orders of ours in the same instruments are there already, or on their way: { $tasks }.
ladder-skipped = Skipped:
ladder-skipped-levels = { $levels } %: { $reason }
ladder-more = … and { AMOUNT($count) } more
ladder-shorts = If all trigger, positions in { COUNTED($count, "ladder-instruments") } become short.
ladder-short-list = What becomes short: { $positions }.
ladder-short = { $ticker } { AMOUNT($amount) }{ $held ->
        [0] {""}
       *[other] {" "}(beyond { AMOUNT($held) } that are held)
    }
ladder-margin-at-most = Starting margin: { $before ->
        [none] unknown
       *[other] { PRICE($before) }
    } now, after that { $after ->
        [none] unknown
       *[other] { PRICE($after) } at most
    }.
list-white = White list of /{ $ladder } ({ AMOUNT($count) }): { $tickers ->
        [none] empty
       *[other] { $tickers }
    }
list-black = Black list of /{ $ladder } ({ AMOUNT($count) }): { $tickers ->
        [none] empty
       *[other] { $tickers }
    }
list-inactive = { $ticker } ({ $goneSince ->
        [none] inactive
       *[other] not listed since { TIME($goneSince) }
    })
