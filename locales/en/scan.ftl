# Looking for pairs that bring more than a rate

command-scan = Find pairs that bring more than a rate
usage-scan =
    /scan: pairs of a share and a future, or of two futures, that bring more a year than the setting scan.rate
    /scan 18: more than 18 % a year
error-scan-rate = The rate cannot be { $rate }: it is percent a year, a number from { $least } to { $most } with { $decimals } digits after the point at most.{ $nearest ->
        [none] {""}
       *[other] {" "}The nearest is { $nearest }.
    } For example: scan 18
scan-pairs =
    { $count ->
        [one] { $shown } pair
       *[other] { $shown } pairs
    }
scan-title = More than { $rate } % a year: { COUNTED($found, "scan-pairs") } of { AMOUNT($pairs) }{ $isCut ->
        [yes] , the first { $shown } are shown
       *[no] {""}
    }.
scan-columns = A year (at last prices), profit / margin of a contract in roubles, days. Prices of the books for { PRICE($sum) }, net of commission.
scan-nothing = None of { COUNTED($pairs, "scan-pairs") } brings more than { $rate } % a year.
scan-row = { $yearly } % ({ $lastYearly }) { $profit } / { $margin } { $days } d { $farTicker } – { $nearTicker }{ $basis ->
        [last] {" "}· at last prices
       *[book] {""}
    }{ $dividend ->
        [none] {""}
       *[other] {" "}· with a dividend of { $dividend }
    }{ $tradable ->
        [yes] {""}
       *[no] {" "}· does not trade
    }
scan-left-out = Prices are missing, so these were not judged: { COUNTED($leftOut, "scan-pairs") }
next-spread = To the queue: { $words }
