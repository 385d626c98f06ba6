# Что на счёте

answer-file =
    { $count ->
        [0] В файле нет строк.
        [one] { AMOUNT($count) } строка.
        [few] { AMOUNT($count) } строки.
       *[other] { AMOUNT($count) } строк.
    }

## Позиции

command-positions = Что на счёте и сколько это стоит
usage-positions =
    /positions: все позиции, и деньги тоже
    /positions csv: то же файлом
positions-none = На счёте ничего нет.
positions-more =
    { $count ->
        [one] … и ещё { AMOUNT($count) } позиция; всё есть в /positions csv
        [few] … и ещё { AMOUNT($count) } позиции; всё есть в /positions csv
       *[other] … и ещё { AMOUNT($count) } позиций; всё есть в /positions csv
    }
position-priced = { $ticker } { AMOUNT($amount) } × { PRICE($lastPrice) } = { PRICE($value) }
position-with-interest = { $ticker } { AMOUNT($amount) } × ({ PRICE($lastPrice) } + НКД { PRICE($accruedInterest) }) = { PRICE($value) }
position-future = { $ticker } { AMOUNT($amount) } × { PRICE($lastPrice) } ({ AMOUNT($lastPoints) } п.), контрактов на { PRICE($value) }
position-foreign = { $ticker } { AMOUNT($amount) } × { AMOUNT($lastPrice) } { $currency } = { AMOUNT($value) } { $currency }
position-unpriced = { $ticker } { AMOUNT($amount) }, цена неизвестна
position-money = { $ticker } { PRICE($amount) }
position-profit = , { SIGNED($profit) } ({ $profitPercent } %)
position-profit-foreign = , { AMOUNT($profit) } { $currency } ({ $profitPercent } %)
position-margin = , ещё не выплачено { SIGNED($worth) }
position-blocked = , из них в заявках { AMOUNT($blocked) }
position-money-blocked = , из них в заявках и под гарантией { PRICE($blocked) }
position-lag = , средняя могла отстать
position-to-buy = купить { AMOUNT($toBuy) }
position-to-sell = продать { AMOUNT($toSell) }
position-by-spreads = спреды рассчитывают на { AMOUNT($heldBySpreads) }
position-tasks = ; { $words }: { $tasks }
positions-total = Всего { PRICE($worth) }, не зафиксировано { SIGNED($profit) }
positions-left-out =
    { $leftOut ->
        [one] Без { AMOUNT($leftOut) } позиции: у неё нет цены в рублях
       *[other] Без { AMOUNT($leftOut) } позиций: у них нет цены в рублях
    }
account-loading = Брокер ещё загружает счёт: эти числа могут измениться.

## Деньги и маржа

command-balance = Деньги, маржа и сколько до маржин-колла
usage-balance =
    /balance: деньги и маржа
    /balance csv: то же файлом
balance-roubles = Свободно { PRICE($free) }, в заявках { PRICE($blocked) }{ $guarantee ->
        [none] {""}
       *[other] , под фьючерсы { PRICE($guarantee) }
    }
balance-currency = { $currency }: свободно { AMOUNT($free) }, в заявках { AMOUNT($blocked) }
balance-promised = Обещано работающим задачам { PRICE($promised) }, остаётся { PRICE($left) }
balance-portfolio = Портфель стоит { PRICE($portfolio) }
balance-margin =
    Ликвидный портфель { PRICE($liquidPortfolio) }
    Начальная маржа { PRICE($startingMargin) }{ $correctedMargin ->
        [none] {""}
       *[other] , с заявками { PRICE($correctedMargin) }
    }; минимальная { PRICE($minimalMargin) }
balance-unneeded = То, что вы держите, маржи не требует: маржин-колла сейчас быть не может.
balance-enough =
    Новые позиции можно открыть ещё на { PRICE($toStarting) } маржи{ $toStartingWithOrders ->
        [none] {""}
       *[other] , с учётом заявок на { PRICE($toStartingWithOrders) }
    }.
    Маржин-колл наступит, если портфель упадёт на { PRICE($toCall) } ({ $toCallPercent } %).
balance-no-new-positions =
    ⚠️ Новые позиции брокер не откроет: до начальной маржи не хватает { PRICE($lacking) }.
    Маржин-колл наступит, если портфель упадёт на { PRICE($toCall) } ({ $toCallPercent } %).
balance-call = ⚠️ Маржин-колл: до минимальной маржи не хватает { PRICE($lacking) }. Брокер может закрыть позиции сам.
balance-no-margin = Маржинальная торговля выключена: взаймы ничего не даётся, и маржин-колла нет.
balance-margin-untold = Показателей маржи брокер здесь не сообщает.

## Заявки

command-orders = Что стоит и чего ждёт: заявки и стоп-заявки, мои и чужие
usage-orders =
    /orders: все
    /orders SBER: по одному инструменту
    /orders stops: только стоп-заявки; /orders orders: только остальные
    /orders csv: то же файлом
orders-none = Ничего не стоит и ничего не ждёт.
orders-working = Заявки, которые стоят: { AMOUNT($count) }
orders-waiting = Стоп-заявки, которые ждут: { AMOUNT($count) }
orders-more = … и ещё { AMOUNT($count) }; всё есть в /orders csv
orders-no-stops = Стоп-заявок в этом контуре брокера не бывает.
orders-stops-later = Стоп-заявок здесь нет: предел запросов о них исчерпан. Спросите через { COUNTED($seconds, "seconds") }.
working-order-line = { $direction ->
        [sell] продать
       *[buy] купить
    } { COUNTED($lots, "lots") } { $ticker } { $price ->
        [none] по цене, которой брокер не сообщил
       *[other] по { PRICE($price) }
    }{ $executedLots ->
        [0] {""}
       *[other] , исполнено { COUNTED($executedLots, "lots") }
    }{ $sum ->
        [none] {""}
       *[other] , { PRICE($sum) }
    }
waiting-order-line = { $direction ->
        [sell] продать
       *[buy] купить
    } { COUNTED($lots, "lots") } { $ticker }, когда цена дойдёт до { PRICE($stopPrice) }, { $price ->
        [none] { $child ->
                [market] по рынку
               *[other] по цене, которая определится тогда
            }
       *[other] по { PRICE($price) }
    }{ $sum ->
        [none] {""}
       *[other] , { PRICE($sum) }
    }
order-whose-ours = ; { $task }{ $leg ->
        [far] , дальняя нога
        [near] , ближняя нога
       *[none] {""}
    }, № { $number }
order-whose-maybe-ours = ; возможно, { $task }, № { $number }
order-whose-foreign = ; чужая
order-placed = ; { TIME($placedAt) }
