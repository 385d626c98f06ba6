# Спред, который исполняется: его строка, изменения, ответ о хедже, отчёт

title-spread =
    { $sell ->
        [yes] продать
       *[no] купить
    } { $amount } { $ticker } / { $nearTicker } @ { $limitPrice }

command-hedge = Ответить на вопрос спреда о хедже
usage-hedge =
    /hedge keep: пробовать дальше, от нынешней цены
    /hedge any: хеджировать по любой цене
    /hedge leave: оставить без хеджа, задача закончится
    /hedge any spread/7: если спрашивают несколько
answer-hedge =
    { $task }: { $choice ->
        [keep-trying] пробую дальше от нынешней цены.
        [any-price] хеджирую по любой цене.
       *[leave] что не захеджировано, так и останется, задача заканчивается. Сколько это, скажет её отчёт.
    }
answer-settle = { $task }: по заявке { $number } исполнено { COUNTED($lots, "lots") }. Задача продолжается с этого.
hedge-keep = Пробовать дальше
hedge-any = По любой цене
hedge-leave = Оставить

# По строке помощи на каждый параметр
option-slop = slop 3: на сколько шагов цены дальней ноги, от 0 до 10 000, цена может уйти в вашу пользу, пока заявка не переставлена
option-payUpTicks = payUpTicks 3: на сколько шагов цены ближней ноги, от 0 до 10 000, хедж может стоить дороже стакана; с каждой попыткой больше, всего до 0,3 %
option-displayQuantity = displayQuantity 2: сколько контрактов показывать сразу, от 1 до 1 000 000; нет: сколько позволит стакан ближней ноги
option-maxUnhedged = maxUnhedged 2: сколько контрактов может быть без хеджа, от 1 до 1 000 000; нет: одна показанная часть
option-until = until 18:30: когда остановиться, по Москве; в JSON 2026-12-01T15:30:00Z; нет: никогда
option-now = now: брать сразу, если цена позволяет; now off: ждать, пока кто-нибудь придёт

error-option-not-allowed =
    { $option } не может быть { $value }. { $option ->
        [slop] { option-slop }
        [payUpTicks] { option-payUpTicks }
        [displayQuantity] { option-displayQuantity }
        [maxUnhedged] { option-maxUnhedged }
        [until] { option-until }
       *[now] { option-now }
    }.
error-ratio-after-fill = По { $taskId } уже исполнено и захеджировано { COUNTED($executed, "contracts") } с коэффициентом { $ratio }, поэтому он остаётся. Для другого остановите задачу и запустите новый спред.
error-not-a-spread = Задача { $taskId } не спред, поэтому у неё этого не изменить: { $fields }.
error-spread-needs-price = У спреда есть цена: назовите другую или остановите его (/stop { $taskId }).
error-amend-takes-margin = { $taskId } остаётся как есть: { $why ->
        [loan] на { $ticker } нужно { PRICE($needed) }, свободно { PRICE($free) }, остальное даст взаймы брокер
        [delivery] прибавится { $ticker }, а он кончается поставкой { TIME($at) } (московское время)
       *[short] { $ticker } станет короче ещё на { AMOUNT($amount) }
    }, а согласия на это при запуске не было. Прибавьте меньше или запустите на остаток ещё одну задачу: она спросит.
error-hedge-not-asked = { $taskId } (уже) не ждёт ответа о хедже. Как она: /status { $taskId }
error-hedge-question-over = Тот вопрос { $taskId } уже не в силе, ответ не принят. Сейчас спрашиваю: хедж { AMOUNT($unhedged) } { $ticker } не исполняется, цена { PRICE($price) } хуже допустимой { PRICE($bound) }. Ответьте кнопками под этим вопросом или /hedge any { $taskId } (keep, leave).
error-hedge-waits-for-market = { $taskId } сейчас ничего не спрашивает: { $reason ->
        [closed] торги по { $ticker } не идут
        [halted] торги по { $ticker } приостановлены
       *[other] в стакане { $ticker } никого нет
    }. Хедж отправлю в первый возможный момент; если в пределах от тогдашней цены он не исполнится, спрошу снова.
error-no-hedge-asked = Ни одна задача не ждёт ответа о хедже. Все задачи: /tasks
error-which-hedge = Ответа ждут несколько задач, скажите, о какой речь: { $tasks }
error-time-over = Время вышло{ $until ->
        [none] {""}
       *[other] {" "}({ TIME($until) } по Москве)
    }.
error-left-unhedged = Без хеджа, как вы ответили: { AMOUNT($unhedged) } { $nearTicker }.

journal-task-asked-spread =
    { $by ->
        [api] Просьба через API:
       *[other] Просьба:
    } { $direction ->
        [sell] продать
       *[buy] купить
    } { COUNTED($amount, "contracts") } { $ticker } против { $nearTicker } по { PRICE($limitPrice) } за контракт или лучше
journal-task-amended-spread =
    { $by ->
        [api] Изменили через API:
       *[other] Изменили:
    } всего { COUNTED($amount, "contracts") } по { PRICE($limitPrice) } или лучше (было { AMOUNT($wasAmount) } по { PRICE($wasLimitPrice) }){ $changes ->
        [none] {""}
       *[other] ; { $changes }
    }
journal-ratio-stays = Коэффициент остаётся { $ratio }, не { $wanted }: { COUNTED($executed, "contracts") } { $ticker } исполнились раньше, чем изменение вступило в силу, и хеджируются по старому. Цена остаётся той, что хотели с ним: { PRICE($price) }. Для другого коэффициента остановите задачу и запустите новый спред.
# Что говорит каждый отчёт о конце спреда
spread-report =
    { $direction ->
        [sell] Продано
       *[buy] Куплено
    } { AMOUNT($executed) } из { AMOUNT($amount) } { $ticker } / { $nearTicker }{ $averagePrice ->
        [none] .
       *[other] , в среднем по { AVERAGE($averagePrice) } за контракт, хотели { PRICE($wantedPrice) }{ $isWorse ->
            [yes] , хуже на { AVERAGE($difference) }
           *[no] , лучше на { AVERAGE($difference) }
        }.
    }{ $averagePrice ->
        [none] {""}
       *[other] {" "}{ $ticker }: { AMOUNT($farExecuted) } по { AVERAGE($farAverage) }; { $nearTicker }: { AMOUNT($nearExecuted) }{ $nearAverage ->
            [none] {""}
           *[other] {" "}по { AVERAGE($nearAverage) }
        }. Комиссия { $commissionWords }. Без хеджа: самое долгое { COUNTED($longestUnhedged, "seconds") }, самое большое { AMOUNT($largestUnhedged) } { $nearTicker }; сейчас { AMOUNT($unhedged) }.
    }
journal-task-done-spread = Готово. { $report }
journal-task-cancelled-spread =
    { $cause ->
        [none] Остановлено, заявка снята.
       *[other] { $cause }
    } { $report }
journal-task-failed-spread =
    Не удалось. { $cause ->
        [none] {""}
       *[other] { $cause }{" "}
    }{ $report }
