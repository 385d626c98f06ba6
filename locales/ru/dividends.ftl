# Дивиденды, которые ждёт рынок

command-dscan = Найти дивиденды, которые ждёт рынок
usage-dscan =
    /dscan: какие дивиденды заложены во фьючерсах, от большей доходности к меньшей
    /dscan 20: не больше 20 строк, можно от 1 до 500
error-row-count = Число строк: целое, от { $least } до { $most }, а не { $count }. Например: dscan 50
dividend-pairs =
    { $count ->
        [one] { $shown } пара
        [few] { $shown } пары
       *[many] { $shown } пар
    }
dividend-title = Рынок ждёт дивидендов от { $leastYield } % при { $rate } % годовых: { COUNTED($found, "dividend-pairs") }{ $isCut ->
        [yes] , показываю первые { $shown }
       *[no] {""}
    }.
dividend-columns = Доходность, рублей на акцию, дней, почём купить спред за контракт (купить первый, продать второй).
dividend-nothing = Дивидендов с доходностью от { $leastYield } % рынок не ждёт (при { $rate } % годовых)
dividend-row = { $yield } % { $dividend } { $days } д. { $price } { $farTicker } – { $nearTicker }{ $basis ->
        [last] {" "}· по последним ценам
       *[book] {""}
    }{ $tradable ->
        [yes] {""}
       *[no] {" "}· торговать нельзя
    }
dividend-announced = { $line } · объявлено { $amount ->
        [none] в другой валюте
       *[other] { PRICE($amount) }
    } на { $day }{ $more ->
        [0] {""}
       *[other] {" "}и ещё { $more }
    }{ $difference ->
        [none] {""}
       *[other] , разница { $difference }
    }
dividend-day = { $day }.{ $month }.{ $year }
dividend-left-out = Нет цены, поэтому не сравнил: { COUNTED($leftOut, "dividend-pairs") }
