# Settings: `setting-<key>`, with `-` for `.`, says what one is for

setting-stops-levels = How far below the last price the orders of /stops stand, in percent
setting-stops-sum = The sum of each order of /stops, in roubles
setting-stops-lifetimeMinutes = How long the orders of /stops stay, in minutes
setting-shorts-levels = How far above the last price the orders of /shorts stand, in percent
setting-shorts-sum = The sum of each order of /shorts, in roubles
setting-shorts-lifetimeMinutes = How long the orders of /shorts stay, in minutes
setting-nuke-levels = How far below the last price the parts of /nuke stand, in percent
setting-nuke-lifetimeMinutes = How long the orders of /nuke stay, in minutes
setting-scan-rate = The annual rate that calendar spreads are compared with, and by which expected dividends are counted, in percent
setting-scan-sum = The sum that a scan fills from the order books to tell what one would really get, in roubles
setting-scan-rows = How many rows the scan of spreads shows
setting-dscan-yield = The dividend yield from which a share is shown, in percent
setting-dscan-futuresAhead = With how many of its nearest futures the scan of dividends compares a share
setting-dscan-rows = How many rows the scan of dividends shows
setting-session-afterOpeningSeconds = So long after an opening no far order of a spread is placed, in seconds
setting-session-beforeCloseSeconds = So long before a close no far order of a spread rests, in seconds
setting-session-beforeLastTradeMinutes = So long before a leg's last trading moment no far order of a spread rests, in minutes
setting-limits-order = The most that one order may be worth, in roubles
setting-limits-task = The most that one task may trade for, in roubles
setting-limits-instrument = The most that may be bought of one instrument in a day, and as much sold, in roubles
setting-limits-day = The most that all tasks together may trade for in a day, in roubles
setting-limits-openOrders = The most orders that may rest at once
setting-spread-slop = The slop of new spreads: far ticks by which the price may drift for you before the order is moved
setting-spread-payUpTicks = The payUpTicks of new spreads: near ticks that a hedge may pay more than the book shows
setting-spread-displayQuantity = The displayQuantity of new spreads: far contracts shown at once at most; none: half of what the near book shows in five levels
setting-spread-maxUnhedged = The maxUnhedged of new spreads: far contracts that may be without their hedge; none: one shown piece
setting-language = The language of who does not say theirs: ru or en

setting-range = { $type ->
        [roubles] roubles from { PRICE($least) } to { PRICE($most) }
        [percent] percent from { $least } to { $most }, up to { $decimals } digits after the point
        [percents] up to { $longest } different percents from { $least } to { $most }, separated by commas
        [integer] a whole number from { AMOUNT($least) } to { AMOUNT($most) }
       *[choice] one of { $choices }
    }{ $mayBeNone ->
        [yes] , or none
       *[no] {""}
    }

command-settings = Show or change settings and limits
usage-settings =
    /settings: all of them
    /settings stops.sum: one of them, and what it may be
    /settings stops.sum 200000
    /settings stops.levels 15, 20, 25
    /settings limits.day none: no limit
    /settings stops.sum default: as it was at first
answer-settings = Settings. One of them in full: /settings stops.sum
answer-settings-changed = Set:
preview-settings = More can go wrong with this than now:
    { $lines }
setting-line = { $key } = { $value ->
        [none] none
       *[other] { $value }
    }: { $help }
setting-in-full = { $line }
    May be: { $range }
    Default: { $default ->
        [none] none
       *[other] { $default }
    }{ $by ->
        [none] {""}
       *[other] . Changed { TIME($at) } (Moscow time){ $by ->
            [api] {" "}through the API
           *[other] {" "}by { $by }
        }
    }
    Change it: /settings { $key } …
error-unknown-setting = There is no setting { $key }. There are: { $known }
error-setting-not-allowed = { $key } cannot be “{ $value }”. May be: { setting-range }.{ $nearest ->
        [none] {""}
       *[other] {" "}The nearest that works: { $nearest }
    }
error-settings-not-changed = Nothing was changed:

journal-setting-changed = Setting { $setting }: it was { $was ->
        [none] none
       *[other] { $was }
    }, now { $is ->
        [none] none
       *[other] { $is }
    }{ $by ->
        [api] {" "}(through the API)
       *[other] {""}
    }

## Limits

error-limit-broken = { $ticker ->
        [none] Refused
       *[other] Refused ({ $ticker })
    }: { limit-told }. Ask for less, or change the limit: /settings limits.{ $limit }
idle-limit = { limit-told }. To change it: /settings limits.{ $limit }
limit-told = { $limit ->
        [order] the limit of one order is { PRICE($value) }, and this one would be worth { PRICE($would) }
        [task] the limit of one task is { PRICE($value) }, and with this it would trade for { PRICE($would) }
        [instrument] the limit of one instrument in a day is { PRICE($value) }, and with this it would be { PRICE($would) }
        [day] the limit of a day is { PRICE($value) }, and with this it would be { PRICE($would) }
       *[openOrders] the limit is { AMOUNT($value) } orders at once, and with this there would be { AMOUNT($would) }
    }
