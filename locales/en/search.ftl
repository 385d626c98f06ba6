# The search for instruments, what is told of a ticker, and of tickers that there are not

error-unknown-ticker = { $goneAt ->
        [none] The broker has no instrument { $ticker } that can be traded through its API.
       *[other] The broker does not list { $ticker } any more, since { TIME($goneAt) } (Moscow time).
    }{ $nearest ->
        [none] {" "}Please check the ticker.
       *[other] {" "}Like it: { $nearest }.
    }
error-unknown-tickers = The broker does not list: { $tickers }.{ $nearest ->
        [none] {""}
       *[other] {" "}Like them: { $nearest }.
    } Nothing was changed.
error-ticker-ambiguous = { $ticker } is listed on several boards: { $choices }. Name it with its board, for example { $example }.
error-nothing-to-find = What to look for? A ticker, a name, an ISIN or a FIGI, for example: /find gazprom
error-catalogue-empty = The catalogue of instruments has not been read from the broker yet. Please ask again in a minute.

command-find = Find an instrument: ticker, name, ISIN, FIGI
command-ticker = An instrument: prices, contract, and what makes a spread with it
usage-find =
    /find gazprom: by ticker, name, ISIN or FIGI, in Russian and Latin letters, misspelt too
usage-ticker =
    /ticker SBER: prices, whether it trades, and the futures on it
    /ticker SRH7: also what it is written on, its size, its margin and the other legs for a spread
    /ticker SBER@TQBR: with its board where several have the ticker

found-nothing = There is nothing like “{ $search }” in the catalogue.
found-line =
    { $ticker } { $name }: { $kind ->
        [share] share
        [bond] bond
        [etf] fund
        [future] future on { $underlying }
       *[currency] currency
    }{ $active ->
        [no] , not listed any more since { TIME($goneAt) }
       *[yes] { $tradable ->
            [no] , not traded by API
           *[yes] {""}
        }
    }

ticker-title =
    { $ticker } { $name }: { $kind ->
        [share] share
        [bond] bond
        [etf] fund
        [future] future on { $underlying }
       *[currency] currency
    }, board { $classCode }
ticker-gone = The broker does not list it any more, since { TIME($goneAt) } (Moscow time).
ticker-not-by-api = It is not traded by API.
ticker-market = { $tradable ->
        [yes] Trading
       *[no] Not trading now
    }, last price { $lastPrice ->
        [none] unknown
       *[other] { PRICE($lastPrice) }
    }, bid { $bestBid ->
        [none] —
       *[other] { PRICE($bestBid) }
    }, ask { $bestAsk ->
        [none] —
       *[other] { PRICE($bestAsk) }
    }
ticker-market-foreign = { $tradable ->
        [yes] Trading
       *[no] Not trading now
    }, prices in { $currency }: last { $lastPrice ->
        [none] unknown
       *[other] { AMOUNT($lastPrice) }
    }, bid { $bestBid ->
        [none] —
       *[other] { AMOUNT($bestBid) }
    }, ask { $bestAsk ->
        [none] —
       *[other] { AMOUNT($bestAsk) }
    }
ticker-lot = { AMOUNT($lot) } in a lot, price step { $priceStep ->
        [none] unknown
       *[other] { PRICE($priceStep) }
    }
ticker-lot-foreign = { AMOUNT($lot) } in a lot, price step { $priceStep ->
        [none] unknown
       *[other] { AMOUNT($priceStep) } { $currency }
    }
ticker-future = { AMOUNT($contractSize) } { $underlying } in a contract, last trading { TIME($lastTradeAt) } (Moscow time)
ticker-perpetual = Perpetual: it makes no calendar spread
ticker-margin = Margin of a contract: to buy { $marginToBuy ->
        [none] unknown
       *[other] { PRICE($marginToBuy) }
    }, to sell { $marginToSell ->
        [none] unknown
       *[other] { PRICE($marginToSell) }
    }
ticker-partners = Spreads (far leg − how much of the near one):
ticker-partner = { $farTicker } − { AMOUNT($ratio) } { $nearTicker }, until { TIME($lastTradeAt) }{ $apiTradable ->
        [no] , { $ticker } is not traded by API
       *[yes] {""}
    }
