# О чём спрашиваю, когда понадобятся деньги или бумаги брокера
preview-buy = Купить?
preview-sell = Продать?
preview-sellbuy = Запустить?
question-order =
    { $line }
    { $reasons }
order-line = { $direction ->
        [buy] Купить
       *[sell] Продать
    } { AMOUNT($amount) } { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] {" "}по цене { PRICE($limitPrice) } или лучше
    }
order-row = Строка { $row }: { $line }
question-others = Без вопросов запустятся строки: { $rows }.
consent-short = Короткая позиция: { $ticker }, { AMOUNT($amount) }.
consent-far-short = Короткая позиция: { $ticker }, { AMOUNT($amount) }.
consent-near-short = Короткая позиция: { $ticker }, { AMOUNT($amount) }.
consent-loan = На { $ticker } понадобятся деньги брокера: нужно { PRICE($needed) }, свободно { PRICE($free) }.
consent-money = Деньги: сейчас { $before ->
        [none] неизвестно
       *[other] { PRICE($before) }
    }, после { $after ->
        [none] неизвестно
       *[other] { PRICE($after) }
    }.
consent-margin = Начальная маржа: сейчас { $before ->
        [none] неизвестна
       *[other] { PRICE($before) }
    }, после { $after ->
        [none] неизвестна
       *[other] { PRICE($after) }
    }.
