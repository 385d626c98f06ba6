# Поиск пар, которые приносят больше ставки

command-scan = Найти пары с доходностью выше ставки
usage-scan =
    /scan: пары акция – фьючерс и фьючерс – фьючерс, которые приносят в год больше, чем в настройке scan.rate
    /scan 18: больше 18 % годовых
error-scan-rate = Ставка { $rate } не годится: это проценты годовых, число от { $least } до { $most }, после запятой не больше { $decimals } знаков.{ $nearest ->
        [none] {""}
       *[other] {" "}Ближайшая: { $nearest }.
    } Например: scan 18
scan-pairs =
    { $count ->
        [one] { $shown } пара
        [few] { $shown } пары
       *[many] { $shown } пар
    }
scan-title = Больше { $rate } % годовых: { COUNTED($found, "scan-pairs") } из { AMOUNT($pairs) }{ $isCut ->
        [yes] , показываю первые { $shown }
       *[no] {""}
    }.
scan-columns = Годовых (по последним ценам), прибыль / обеспечение на контракт в рублях, дней. Цены стаканов на { PRICE($sum) }, за вычетом комиссии.
scan-nothing = Больше { $rate } % годовых не приносит ни одна пара из { AMOUNT($pairs) }.
scan-row = { $yearly } % ({ $lastYearly }) { $profit } / { $margin } { $days } д. { $farTicker } – { $nearTicker }{ $basis ->
        [last] {" "}· по последним ценам
       *[book] {""}
    }{ $dividend ->
        [none] {""}
       *[other] {" "}· с дивидендом { $dividend }
    }{ $tradable ->
        [yes] {""}
       *[no] {" "}· торгов нет
    }
scan-left-out = Не всё известно о ценах, поэтому не посчитал: { COUNTED($leftOut, "scan-pairs") }
next-spread = В очередь: { $words }
