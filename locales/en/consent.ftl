# What is asked before something borrows money or securities of the broker
preview-buy = Buy?
preview-sell = Sell?
preview-sellbuy = Start?
question-order =
    { $line }
    { $reasons }
order-line = { $direction ->
        [buy] Buy
       *[sell] Sell
    } { AMOUNT($amount) } { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] {" "}at { PRICE($limitPrice) } or better
    }
order-row = Row { $row }: { $line }
question-others = These rows start without a question: { $rows }.
consent-short = A short position: { $ticker }, { AMOUNT($amount) }.
consent-far-short = A short position: { $ticker }, { AMOUNT($amount) }.
consent-near-short = A short position: { $ticker }, { AMOUNT($amount) }.
consent-loan = { $ticker } takes the broker's money: { PRICE($needed) } are needed, { PRICE($free) } are free.
consent-money = Money: now { $before ->
        [none] unknown
       *[other] { PRICE($before) }
    }, afterwards { $after ->
        [none] unknown
       *[other] { PRICE($after) }
    }.
consent-margin = Initial margin: now { $before ->
        [none] unknown
       *[other] { PRICE($before) }
    }, afterwards { $after ->
        [none] unknown
       *[other] { PRICE($after) }
    }.
