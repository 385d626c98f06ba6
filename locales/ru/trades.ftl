# Сделки и отчёты по счёту

command-trades = Все сделки за несколько дней: мои и чужие
usage-trades = /trades; /trades 2026-11-30; /trades 2026-11-01 2026-11-30 SBER; csv в конце, чтобы получить файл
command-report = Итоги за несколько дней: прибыль, комиссия, проскальзывание, по дням и по спредам
usage-report = /report; /report 2026-11-01 2026-11-30; /report 2026-11-30 spread (или day); csv в конце, чтобы получить файл

account-days = { $to ->
        [none] { $from }
       *[other] с { $from } по { $to }
    }
account-commission-unknown = { $count ->
        [one] Комиссия { AMOUNT($count) } сделки ещё не известна, она сверх этого.
       *[other] Комиссия { AMOUNT($count) } сделок ещё не известна, она сверх этого.
    }
account-other-currencies = { $count ->
        [one] { AMOUNT($count) } сделка в другой валюте сюда не входит.
        [few] { AMOUNT($count) } сделки в других валютах сюда не входят.
       *[other] { AMOUNT($count) } сделок в других валютах сюда не входят.
    }

trades-none = { $days }: сделок не было.
trades-title = Сделки, { $days } (время московское):
trades-more = … раньше ещё { AMOUNT($count) }; все вместе: csv
trades-line = • { TIME($time) } { $direction ->
        [buy] куплено
       *[sell] продано
    } { AMOUNT($amount) } { $ticker } по { AVERAGE($price) }, { PRICE($sum) }{ $commission ->
        [none] {""}
       *[other] , комиссия { PRICE($commission) }
    }{ $accruedInterest ->
        [none] {""}
       *[other] , НКД { PRICE($accruedInterest) }
    }{ $variationMargin ->
        [none] {""}
       *[other] , вариационная маржа { PRICE($variationMargin) }
    }, { $task ->
        [none] чужая
       *[other] { $task }
    }{ $source ->
        [journal] {" "}(по моему журналу; брокер о ней ещё не сообщил)
       *[other] {""}
    }
trades-totals = Куплено на { PRICE($bought) }, продано на { PRICE($sold) }, комиссия { PRICE($commission) }.

report-title = Отчёт, { $days }
report-no-trades = Сделок не было.
report-no-spreads = Ни один спред ничего не исполнил.
report-more = … раньше ещё { AMOUNT($count) }; все вместе: csv
report-day-line = • { $day } { $ticker }{ $by ->
        [foreign] , чужие
       *[ours] {""}
    }: { $boughtAmount ->
        [0] {""}
       *[other] куплено { AMOUNT($boughtAmount) } по { AVERAGE($boughtAverage) }{ $soldAmount ->
            [0] {""}
           *[other] ,{" "}
        }
    }{ $soldAmount ->
        [0] {""}
       *[other] продано { AMOUNT($soldAmount) } по { AVERAGE($soldAverage) }
    }; прибыль { PRICE($profit) }{ $unknownAmount ->
        [0] {""}
       *[other] {" "}(неизвестна для { AMOUNT($unknownAmount) }, которые были раньше)
    }, комиссия { PRICE($commission) }{ $slippage ->
        [none] {""}
       *[other] , против желаемой цены { PRICE($slippage) }
    }
report-totals = { $who ->
        [ours] Мои
        [foreign] Чужие
       *[all] Всего
    }: оборот { PRICE($turnover) }, прибыль { PRICE($profit) }, комиссия { PRICE($commission) }, итог { PRICE($result) }{ $slippage ->
        [none] {""}
       *[other] , против желаемых цен { PRICE($slippage) }
    }.
report-clearing = Вариационная маржа в клиринг: { PRICE($clearing) }.
report-spread-line = • { $task } { $sell ->
        [yes] продано
       *[no] куплено
    } { AMOUNT($farExecuted) } { $farTicker } по { AVERAGE($farAverage) } / { AMOUNT($nearExecuted) } { $nearTicker }{ $nearAverage ->
        [none] {""}
       *[other] {" "}по { AVERAGE($nearAverage) }
    }: { $price ->
        [none] {""}
       *[other] спред { AVERAGE($price) }, желаемый { PRICE($wantedPrice) },{" "}
    }{ $slippage ->
        [none] {""}
       *[other] против него { PRICE($slippage) },{" "}
    }комиссия { PRICE($commission) }
report-unwound =   вместе с ним закрыт { $task }: { COUNTED($amount, "contracts") }, прибыль { PRICE($profit) }, комиссия обоих { PRICE($commission) }, итог { PRICE($result) }
report-open =   открыто { COUNTED($amount, "contracts") } и { AMOUNT($near) } в ближней ноге{ $profit ->
        [none] ; последней цены нет
       *[other] , по последним ценам прибыль { PRICE($profit) } без комиссии
    }
report-spread-totals = Спреды: оборот { PRICE($turnover) }, комиссия { PRICE($commission) }, против желаемых цен { PRICE($slippage) }. Закрыто: прибыль { PRICE($profit) }, итог с комиссией { PRICE($result) }. Открытое по последним ценам: { PRICE($openProfit) }.

error-not-a-date = { $date } — не дата: пишите год-месяц-день, например { $example }.
error-date-in-future = { $date } в будущем; последний день, который есть: { $example }.
error-dates-reversed = Первый день { $from } позже последнего { $to }: сначала более ранний, например { $to } { $from }.
error-span-too-long = { $from } – { $to } длиннее { $most } дней: начните, например, с { $example }.
error-no-such-report = Отчёта «{ $by }» нет: есть { $known }, например /report { $example }.
