# Очередь спредов, их цены и вопросы перед запуском

spread-terms =
    { $sell ->
        [yes] Продать { COUNTED($amount, "contracts") } { $farTicker } и купить { $nearTicker }
       *[no] Купить { COUNTED($amount, "contracts") } { $farTicker } и продать { $nearTicker }
    }{ $ratio ->
        [none] {""}
       *[other] {" "}({ AMOUNT($ratio) } на контракт)
    }
spread-wanted = { $sell ->
        [yes] { PRICE($price) } или дороже
       *[no] { PRICE($price) } или дешевле
    }
spread-row = Строка { $row }. { $terms }, { $wanted }

answer-spread =
    { $line }
    Строка добавлена в очередь{ $active ->
        [yes] {""}
       *[no] , но не активна
    }. Запустить: /spreads { $row }
next-spreads = Запустить

# Вопрос перед запуском
preview-spreads = Запустить?
preview-unwind = Запустить обратный спред?
question-spread =
    { $line }
    { $reasons }
consent-delivery = { $ticker } заканчивается поставкой, если не закрыть раньше: последние торги { TIME($at) } (московское время).
consent-opposite-far = Тот же контракт { $ticker } в обратную сторону торгуют: { $others }. Они могут сойтись друг с другом или отменить одно другим.
consent-opposite-near = Ближнюю ногу { $ticker } в обратную сторону торгуют как дальнюю: { $others }. Хедж может встретить в стакане их заявку.
consent-unhedged = Спред остался без { AMOUNT($amount) } { $ticker }: обратный возьмёт ближнюю ногу на столько же больше, чем нужно.
consent-held = Исполнена часть: { COUNTED($contracts, "contracts") } и { AMOUNT($held) } { $nearTicker }. Коэффициент { $wantedRatio } на столько не подходит, поэтому обратный спред закроет ровно то, что есть: { AMOUNT($ratio) } { $nearTicker } на контракт, и цена считается с этим.{ $left ->
        [none] {""}
       *[other] {" "}Останется { AMOUNT($left) } { $nearTicker }: закройте их отдельно.
    }
trade-of-row = строка { $row }

# Цены
prices-nothing = Активных строк в очереди нет. Добавить: /spread
prices-spread =
    { $line }
    { $prices }
price-passive = Заявкой в очередь: { PRICE($price) } на { COUNTED($amount, "contracts") } ({ $farTicker } по { PRICE($farPrice) }, { $nearTicker } по { AVERAGE($nearPrice) })
price-crossing = Сразу: { PRICE($price) } на { COUNTED($amount, "contracts") } ({ $farTicker } по { PRICE($farPrice) }, { $nearTicker } по { AVERAGE($nearPrice) })
error-market-closed = { $ticker } сейчас не торгуется.{ $opensAt ->
        [none] {""}
       *[other] {" "}Обе ноги будут торговаться { TIME($opensAt) } (московское время).
    }
error-side-empty = В стакане { $ticker } никто { $side ->
        [buy] не покупает
       *[sell] не продаёт
    }.
error-side-thin = В стакане { $ticker } { $side ->
        [buy] покупают
       *[sell] продают
    } меньше, чем нужно на один контракт: { AMOUNT($ratio) }.

# Отказы
error-until-past = Время, до которого он должен работать, уже прошло: { TIME($until) } (московское время).
error-unwind-no-spread = { $taskId } это не спред: закрыть так можно только спред.
error-unwind-running = { $taskId } ещё работает. Сначала остановите его: /stop { $taskId }
error-unwind-nothing = По { $taskId } ничего не исполнено, закрывать нечего.
error-unwind-no-hedge = По { $taskId } исполнена только дальняя нога: ни одного лота ближней к ней нет. Закройте её отдельно: /buy, /sell или /dump.
error-unwind-runs = { $taskId } уже закрывает задача { $by }. Изменить её: /amend { $by }
error-unwound-already = { $taskId } уже закрыт полностью, последняя задача: { $by }.
