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
error-catalogue-empty = Справочник инструментов ещё не прочитан у брокера. Повторите через минуту.

command-find = Найти инструмент: тикер, название, ISIN, FIGI
command-ticker = Инструмент: цены, контракт и с чем он составляет спред
usage-find =
    /find сбербанк: по тикеру, названию, ISIN или FIGI, русскими и латинскими буквами, и с опечаткой
usage-ticker =
    /ticker SBER: цены, состояние торгов и фьючерсы на эту бумагу
    /ticker SRH7: ещё базовый актив, размер контракта, обеспечение и вторые ноги для спреда
    /ticker SBER@TQBR: с площадкой, если тикер есть на нескольких

found-nothing = Ничего похожего на «{ $search }» в каталоге нет.
found-line =
    { $ticker } { $name }: { $kind ->
        [share] акция
        [bond] облигация
        [etf] фонд
        [future] фьючерс на { $underlying }
       *[currency] валюта
    }{ $active ->
        [no] , нет у брокера с { TIME($goneAt) }
       *[yes] { $tradable ->
            [no] , через API не торгуется
           *[yes] {""}
        }
    }

ticker-title =
    { $ticker } { $name }: { $kind ->
        [share] акция
        [bond] облигация
        [etf] фонд
        [future] фьючерс на { $underlying }
       *[currency] валюта
    }, площадка { $classCode }
ticker-gone = У брокера этого инструмента больше нет с { TIME($goneAt) } (московское время).
ticker-not-by-api = Через API не торгуется.
ticker-market = { $tradable ->
        [yes] Торгуется
       *[no] Сейчас не торгуется
    }, последняя цена { $lastPrice ->
        [none] неизвестна
       *[other] { PRICE($lastPrice) }
    }, покупают по { $bestBid ->
        [none] —
       *[other] { PRICE($bestBid) }
    }, продают по { $bestAsk ->
        [none] —
       *[other] { PRICE($bestAsk) }
    }
ticker-market-foreign = { $tradable ->
        [yes] Торгуется
       *[no] Сейчас не торгуется
    }, цены в { $currency }: последняя { $lastPrice ->
        [none] неизвестна
       *[other] { AMOUNT($lastPrice) }
    }, покупают по { $bestBid ->
        [none] —
       *[other] { AMOUNT($bestBid) }
    }, продают по { $bestAsk ->
        [none] —
       *[other] { AMOUNT($bestAsk) }
    }
ticker-lot = В лоте { AMOUNT($lot) }, шаг цены { $priceStep ->
        [none] неизвестен
       *[other] { PRICE($priceStep) }
    }
ticker-lot-foreign = В лоте { AMOUNT($lot) }, шаг цены { $priceStep ->
        [none] неизвестен
       *[other] { AMOUNT($priceStep) } { $currency }
    }
ticker-future = В контракте { AMOUNT($contractSize) } { $underlying }, последние торги { TIME($lastTradeAt) } (московское время)
ticker-perpetual = Бессрочный: для календарного спреда не годится
ticker-margin = Обеспечение за контракт: покупка { $marginToBuy ->
        [none] неизвестно
       *[other] { PRICE($marginToBuy) }
    }, продажа { $marginToSell ->
        [none] неизвестно
       *[other] { PRICE($marginToSell) }
    }
ticker-partners = Спреды (дальняя нога − сколько ближней):
ticker-partner = { $farTicker } − { AMOUNT($ratio) } { $nearTicker }, до { TIME($lastTradeAt) }{ $apiTradable ->
        [no] , { $ticker } через API не торгуется
       *[yes] {""}
    }
