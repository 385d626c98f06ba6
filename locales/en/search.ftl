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
