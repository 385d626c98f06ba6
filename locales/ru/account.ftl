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
