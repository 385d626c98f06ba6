# Настройки: `setting-<ключ>`, с `-` вместо `.`, говорит, зачем она

setting-stops-levels = На сколько ниже последней цены стоят заявки /stops, в процентах
setting-stops-sum = Сумма каждой заявки /stops, в рублях
setting-stops-lifetimeMinutes = Сколько живут заявки /stops, в минутах
setting-shorts-levels = На сколько выше последней цены стоят заявки /shorts, в процентах
setting-shorts-sum = Сумма каждой заявки /shorts, в рублях
setting-shorts-lifetimeMinutes = Сколько живут заявки /shorts, в минутах
setting-nuke-levels = На сколько ниже последней цены стоят части /nuke, в процентах
setting-nuke-lifetimeMinutes = Сколько живут заявки /nuke, в минутах
setting-scan-rate = Годовая ставка, с которой сравниваются календарные спреды и по которой считаются ожидаемые дивиденды, в процентах
setting-scan-sum = Сумма, на которую поиск набирает из стаканов, чтобы показать, что получится на деле, в рублях
setting-scan-rows = Сколько строк показывает поиск спредов
setting-dscan-yield = Дивидендная доходность, начиная с которой акция показывается, в процентах
setting-dscan-futuresAhead = Сколько ближайших фьючерсов каждой акции сравнивает с ней поиск дивидендов
setting-dscan-rows = Сколько строк показывает поиск дивидендов
setting-session-afterOpeningSeconds = Столько после открытия торгов дальняя заявка спреда не ставится, в секундах
setting-session-beforeCloseSeconds = За столько до закрытия торгов дальней заявки спреда нет, в секундах
setting-session-beforeLastTradeMinutes = За столько до конца последних торгов любой из ног дальней заявки спреда нет, в минутах
setting-limits-order = Сколько может стоить одна заявка, в рублях
setting-limits-task = На сколько может наторговать одна задача, в рублях
setting-limits-instrument = На сколько за день можно купить одного инструмента, и на столько же продать, в рублях
setting-limits-day = На сколько за день могут наторговать все задачи вместе, в рублях
setting-limits-openOrders = Сколько заявок может стоять одновременно
setting-spread-slop = slop новых спредов: на сколько шагов дальней ноги цена может уйти в вашу пользу, прежде чем заявка переставится
setting-spread-payUpTicks = payUpTicks новых спредов: на сколько шагов ближней ноги хедж может быть дороже, чем видно в стакане
setting-spread-displayQuantity = displayQuantity новых спредов: сколько дальних контрактов видно сразу; нет: половина пяти уровней ближнего стакана
setting-spread-maxUnhedged = maxUnhedged новых спредов: сколько дальних контрактов могут быть без хеджа; нет: одна видимая часть
setting-language = Язык для того, кто не сказал своего: ru или en

setting-range = { $type ->
        [roubles] рубли, от { PRICE($least) } до { PRICE($most) }
        [percent] проценты, от { $least } до { $most }, до { $decimals } знаков после точки
        [percents] до { $longest } разных процентов от { $least } до { $most }, через запятую
        [integer] целое число от { AMOUNT($least) } до { AMOUNT($most) }
       *[choice] одно из: { $choices }
    }{ $mayBeNone ->
        [yes] , или нет
       *[no] {""}
    }

command-settings = Показать или изменить настройки и лимиты
usage-settings =
    /settings: все настройки
    /settings stops.sum: одна из них, и какой она может быть
    /settings stops.sum 200000
    /settings stops.levels 15, 20, 25
    /settings limits.day нет: без лимита
    /settings stops.sum default: как было вначале
answer-settings = Настройки. Одна из них подробно: /settings stops.sum
answer-settings-changed = Установлено:
preview-settings = С этим может пойти не так больше, чем сейчас:
    { $lines }
setting-line = { $key } = { $value ->
        [none] нет
       *[other] { $value }
    }: { $help }
setting-in-full = { $line }
    Может быть: { $range }
    По умолчанию: { $default ->
        [none] нет
       *[other] { $default }
    }{ $by ->
        [none] {""}
       *[other] . Изменена { TIME($at) } (московское время){ $by ->
            [api] {" "}через API
           *[other] , { $by }
        }
    }
    Изменить: /settings { $key } …
error-unknown-setting = Настройки { $key } нет. Есть: { $known }
error-setting-not-allowed = { $key } не может быть «{ $value }». Может быть: { setting-range }.{ $nearest ->
        [none] {""}
       *[other] {" "}Ближайшее подходящее: { $nearest }
    }
error-settings-not-changed = Ничего не изменено:

journal-setting-changed = Настройка { $setting }: была { $was ->
        [none] не задана
       *[other] { $was }
    }, стала { $is ->
        [none] не задана
       *[other] { $is }
    }{ $by ->
        [api] {" "}(через API)
       *[other] {""}
    }

## Лимиты

error-limit-broken = { $ticker ->
        [none] Отказано
       *[other] Отказано ({ $ticker })
    }: { limit-told }. Попросите меньше или измените лимит: /settings limits.{ $limit }
idle-limit = { limit-told }. Изменить его: /settings limits.{ $limit }
limit-told = { $limit ->
        [order] лимит на одну заявку { PRICE($value) }, а эта стоила бы { PRICE($would) }
        [task] лимит на одну задачу { PRICE($value) }, а с этой заявкой она наторговала бы на { PRICE($would) }
        [instrument] лимит на один инструмент за день { PRICE($value) }, а с этой заявкой вышло бы { PRICE($would) }
        [day] лимит на день { PRICE($value) }, а с этой заявкой вышло бы { PRICE($would) }
       *[openOrders] лимит { AMOUNT($value) } заявок одновременно, а с этой их стало бы { AMOUNT($would) }
    }
