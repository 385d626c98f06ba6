# Поиск инструментов, карточка тикера и ответы о тикерах, которых нет

error-unknown-ticker = { $goneAt ->
        [none] У брокера нет инструмента { $ticker }, которым можно торговать через API.
       *[other] { $ticker } больше нет у брокера с { TIME($goneAt) } (московское время).
    }{ $nearest ->
        [none] {" "}Проверьте тикер.
       *[other] {" "}Похожи: { $nearest }.
    }
error-unknown-tickers = У брокера нет таких тикеров: { $tickers }.{ $nearest ->
        [none] {""}
       *[other] {" "}Похожи: { $nearest }.
    } Ничего не изменено.
error-ticker-ambiguous = { $ticker } есть на нескольких площадках: { $choices }. Назовите тикер с площадкой, например { $example }.
error-nothing-to-find = Что искать? Тикер, название, ISIN или FIGI, например: /find сбербанк
error-catalogue-empty = Каталог инструментов ещё не прочитан у брокера. Повторите через минуту.
