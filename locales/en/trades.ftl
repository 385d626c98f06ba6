# Trades and reports of the account

command-trades = Every execution of some days: ours and others'
usage-trades = /trades; /trades 2026-11-30; /trades 2026-11-01 2026-11-30 SBER; csv at the end for a file
command-report = What some days came to: profit, commission, slippage, by day and by spread
usage-report = /report; /report 2026-11-01 2026-11-30; /report 2026-11-30 spread (or day); csv at the end for a file

account-days = { $to ->
        [none] { $from }
       *[other] { $from } to { $to }
    }
account-commission-unknown = { $count ->
        [one] The commission of { AMOUNT($count) } trade is not told yet; it is in addition.
       *[other] The commission of { AMOUNT($count) } trades is not told yet; it is in addition.
    }
account-other-currencies = { $count ->
        [one] { AMOUNT($count) } trade in another currency is not in these sums.
       *[other] { AMOUNT($count) } trades in other currencies are not in these sums.
    }

trades-none = { $days }: there were no trades.
trades-title = Trades, { $days } (Moscow time):
trades-more = … { AMOUNT($count) } earlier; all of them: csv
trades-line = • { TIME($time) } { $direction ->
        [buy] bought
       *[sell] sold
    } { AMOUNT($amount) } { $ticker } at { AVERAGE($price) }, { PRICE($sum) }{ $commission ->
        [none] {""}
       *[other] , commission { PRICE($commission) }
    }{ $accruedInterest ->
        [none] {""}
       *[other] , accrued interest { PRICE($accruedInterest) }
    }{ $variationMargin ->
        [none] {""}
       *[other] , variation margin { PRICE($variationMargin) }
    }, { $task ->
        [none] foreign
       *[other] { $task }
    }{ $source ->
        [journal] {" "}(by my journal; the broker does not tell it yet)
       *[other] {""}
    }
trades-totals = Bought for { PRICE($bought) }, sold for { PRICE($sold) }, commission { PRICE($commission) }.

report-title = Report, { $days }
report-no-trades = There were no trades.
report-no-spreads = No spread executed anything.
report-more = … { AMOUNT($count) } earlier; all of them: csv
report-day-line = • { $day } { $ticker }{ $by ->
        [foreign] , foreign
       *[ours] {""}
    }: { $boughtAmount ->
        [0] {""}
       *[other] bought { AMOUNT($boughtAmount) } at { AVERAGE($boughtAverage) }{ $soldAmount ->
            [0] {""}
           *[other] ,{" "}
        }
    }{ $soldAmount ->
        [0] {""}
       *[other] sold { AMOUNT($soldAmount) } at { AVERAGE($soldAverage) }
    }; profit { PRICE($profit) }{ $unknownAmount ->
        [0] {""}
       *[other] {" "}(unknown for { AMOUNT($unknownAmount) } that were held before)
    }, commission { PRICE($commission) }{ $slippage ->
        [none] {""}
       *[other] , against the wanted price { PRICE($slippage) }
    }
report-totals = { $who ->
        [ours] Mine
        [foreign] Foreign
       *[all] Altogether
    }: turnover { PRICE($turnover) }, profit { PRICE($profit) }, commission { PRICE($commission) }, result { PRICE($result) }{ $slippage ->
        [none] {""}
       *[other] , against the wanted prices { PRICE($slippage) }
    }.
report-clearing = Variation margin at clearings: { PRICE($clearing) }.
report-spread-line = • { $task } { $sell ->
        [yes] sold
       *[no] bought
    } { AMOUNT($farExecuted) } { $farTicker } at { AVERAGE($farAverage) } / { AMOUNT($nearExecuted) } { $nearTicker }{ $nearAverage ->
        [none] {""}
       *[other] {" "}at { AVERAGE($nearAverage) }
    }: { $price ->
        [none] {""}
       *[other] spread { AVERAGE($price) }, wanted { PRICE($wantedPrice) },{" "}
    }{ $slippage ->
        [none] {""}
       *[other] against that { PRICE($slippage) },{" "}
    }commission { PRICE($commission) }
report-unwound =   { $task } is unwound with it: { COUNTED($amount, "contracts") }, profit { PRICE($profit) }, commission of both { PRICE($commission) }, result { PRICE($result) }
report-open =   open: { COUNTED($amount, "contracts") } and { AMOUNT($near) } of the near leg{ $profit ->
        [none] ; there is no last price
       *[other] , at last prices a profit of { PRICE($profit) } without commission
    }
report-spread-totals = Spreads: turnover { PRICE($turnover) }, commission { PRICE($commission) }, against the wanted prices { PRICE($slippage) }. Unwound: profit { PRICE($profit) }, result with commission { PRICE($result) }. What is open, at last prices: { PRICE($openProfit) }.

error-not-a-date = { $date } is no date: write year-month-day, for example { $example }.
error-date-in-future = { $date } lies in the future; the last day there is: { $example }.
error-dates-reversed = The first day { $from } is after the last one { $to }: write the earlier one first, for example { $to } { $from }.
error-span-too-long = { $from } – { $to } is longer than { $most } days: begin at { $example }, for example.
error-no-such-report = There is no report by { $by }: there are { $known }, for example /report { $example }.
