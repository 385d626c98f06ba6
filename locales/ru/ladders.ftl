# Лестницы стоп-заявок: почему заявка не выставлена

error-not-listed = { $ticker } больше нет у брокера или через API не торгуется.
error-no-last-price = У { $ticker } нет последней цены, от которой считать, или она ниже нуля.
error-contract-ended = { $ticker } больше не торгуется: контракт закончился.
error-price-below-step = Цена была бы меньше одного шага цены { $ticker }: { PRICE($step) }.
error-price-outside-limit = { PRICE($price) } выходит за то, что биржа сегодня разрешает для { $ticker }: { PRICE($limit) }.
error-short-not-agreed = { $ticker } стал бы коротким больше, чем вы согласились.

# Списки инструментов

error-unknown-tickers = У брокера нет таких тикеров: { $tickers }. Ничего не изменено.
error-not-in-list = В списке нет: { $tickers }. Ничего не изменено.
error-list-too-long = В списке может быть не больше { $most } инструментов. Ничего не изменено.
error-no-tickers = Назовите хотя бы один тикер, например SBER.
journal-ladder-list-changed = { $list ->
        [white] Белый список
       *[black] Чёрный список
    } /{ $ladder }:{ $added ->
        [none] {""}
       *[other] {" "}добавлено { $added }
    }{ $removed ->
        [none] {""}
       *[other] {" "}убрано { $removed }
    }

# Что не так с лестницей в целом

error-ladder-list-empty = В белом списке /{ $ladder } нет инструментов, которых нет в чёрном. Добавьте: /{ $ladder } add SBER GAZP
error-ladder-argument = { $argument ->
        [levels] Уровни — разные проценты больше 0 и меньше 100 (у /nuke от 0), не больше десяти
        [sum] Сумма — в рублях, от 1 до 30 000 000 на каждую заявку
       *[lifetimeMinutes] Срок — в минутах, от 1 до 43 200
    }; так нельзя: { $given }.{ $nearest ->
        [none] {""}
       *[other] {" "}Ближайшее, что можно: { $nearest }
    }
error-ladder-sum-too-small = { PRICE($sum) } мало для { $parts } заявок хотя бы по лоту { $ticker }. Наименьшая сумма: { PRICE($least) }
error-nothing-to-place = Выставлять нечего:
