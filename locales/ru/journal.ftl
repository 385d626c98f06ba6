# Журнал

journal-task-asked =
    { $by ->
        [api] Просьба через API:
       *[other] Просьба:
    } { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($amount, "pieces") } { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] {" "}по { PRICE($limitPrice) } или лучше
    }
journal-pause-asked = Попросили поставить на паузу
journal-resume-asked = Попросили продолжить
journal-cancel-asked = Попросили остановить
journal-task-amended =
    { $by ->
        [api] Изменили через API:
       *[other] Изменили:
    } всего { COUNTED($amount, "pieces") }, { $limitPrice ->
        [none] цена любая
       *[other] цена { PRICE($limitPrice) } или лучше
    } (было { AMOUNT($wasAmount) }, { $wasLimitPrice ->
        [none] цена любая
       *[other] цена { PRICE($wasLimitPrice) } или лучше
    })
journal-task-waiting = Жду: { $reasonWord }
journal-task-running = { $reason ->
        [halt] Стоп-кран отпущен, продолжаю
        [person] Вопрос решён, продолжаю
        [renewal] Сроки истекли, ставлю заново
       *[other] Торги идут, продолжаю
    }
journal-order-sent = Заявка { $number } отправлена: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }
journal-order-working = Заявка { $number } стоит в стакане: { COUNTED($lots, "lots") }
journal-order-cancelling = Снимаю заявку { $number }: { COUNTED($lots, "lots") } по { PRICE($price) }
journal-order-final = Заявка { $number } { $status ->
        [filled] исполнена: { COUNTED($lots, "lots") }
        [cancelled] снята, исполнено { COUNTED($lots, "lots") }
        [rejected] отклонена биржей, исполнено { COUNTED($lots, "lots") }
       *[other] закончена, исполнено { COUNTED($lots, "lots") }
    }{ $averagePrice ->
        [none] {""}
       *[other] {" "}по { AVERAGE($averagePrice) }
    }
journal-order-refused = Заявка { $number } не принята: { $cause }
journal-cancel-refused = Заявку { $number } не удаётся снять: { $cause } Она ещё в силе. Попробую снова; если не выйдет, снимите её в приложении брокера.
journal-no-order-placed = Уже { COUNTED($seconds, "seconds") } не удаётся выставить заявку на { $ticker }: { $why }. Продолжу сам; завершить — /stop
journal-order-in-doubt = Брокер не ответил, принята ли заявка { $number }. Выясняю; второй такой заявки не будет.
journal-order-still-in-doubt = Уже { COUNTED($seconds, "seconds") } неизвестно, принята ли заявка { $number }. Продолжаю выяснять; взгляните на заявки в приложении брокера. Второй такой заявки не будет.{ $halted ->
        [yes] {" "}Заявки остановлены, поэтому для выяснения ничего не отправляю: пока она не найдётся или остановка не снята (/unhalt), задача не закончится, даже если её остановить.
       *[other] {""}
    }
journal-order-needs-person = Брокер больше не знает заявку { $number } от { TIME($sentAt) } ({ $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker }, насколько мне известно, исполнено { COUNTED($executed, "lots") }). Посмотрите операции в приложении брокера и скажите, сколько лотов по ней исполнено всего: /settle { $task } { $executed }. До этого новых заявок там не будет.
journal-order-settled = Заявка { $number }: исполнено { COUNTED($lots, "lots") }, как вы сказали.
journal-fill = Исполнено { COUNTED($lots, "lots") } по { PRICE($price) } (заявка { $number }), всего { AMOUNT($executed) } из { AMOUNT($amount) }
journal-late-fill = По заявке { $number }, итог которой уже был учтён, брокер сообщил позже: исполнено ещё { COUNTED($lots, "lots") } по { PRICE($price) }. Теперь учтено и это; сверьте, пожалуйста, с операциями в приложении брокера.
journal-log-refused = База данных отказывается принять запись о заявках { $ticker } ({ $message }). Нового не открываю: недостающее хеджирую, заявку снимаю, после этого задача закончится.
journal-line-refused = Строку журнала ({ $line }) не удалось записать, база данных её не принимает: { $message }
journal-task-done = Готово. { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { COUNTED($executed, "pieces") } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }
    }, комиссия { $commissionWords }.
journal-task-cancelled = Остановлено, заявка снята. { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { AMOUNT($executed) } из { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }, комиссия { $commissionWords }
    }.
journal-task-failed = Не удалось. { $direction ->
        [buy] Куплено
       *[sell] Продано
    } { AMOUNT($executed) } из { AMOUNT($amount) } { $ticker }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }, комиссия { $commissionWords }
    }. { $cause }
journal-foreign-order = На счёте заявка не от меня: { $direction ->
        [buy] купить
       *[sell] продать
    } { COUNTED($lots, "lots") } { $ticker }. Не трогаю её.
journal-leftover-order = От законченной задачи осталась заявка { $number }, снимаю её
journal-hedge-held-back = Дальняя нога исполнена, а хедж { AMOUNT($unhedged) } { $ticker } не исполнен: { $reason ->
        [closed] торги по нему не идут
        [halted] торги по нему приостановлены
        [no-book] в стакане никого нет
        [not-trading] биржа не принимает заявки, хотя по статусу торги идут
        [rate-limit] лимит запросов к брокеру на время исчерпан
        [refused] брокер её не принимает (причина — в журнале задачи), пробую снова
        [slow] ответа пока нет, или с первых попыток он не исполнился
        [own-order] на пути моя же заявка, снять её пока не удалось
        [owner-unread] на пути заявка, а чья она, сейчас не прочитать: не трогаю её
       *[in-doubt] неизвестно, что стало с предыдущей заявкой, спрашиваю биржу
    }. Исполню в первый возможный момент.
journal-hedge-blocked = Хеджу { AMOUNT($unhedged) } { $ticker } мешает заявка на счёте не от меня: { COUNTED($lots, "lots") } по { PRICE($price) }, а сам с собой счёт не торгует. Её не трогаю и хеджирую только по ценам лучше; когда её снимут, сразу отправлю остальное.
journal-way-cleared = Снял заявку { $task }, { COUNTED($lots, "lots") } { $ticker } по { PRICE($price) }: хедж встретился бы с ней. Она вернётся сама.
journal-hedge-done = Хедж исполнен: { COUNTED($lots, "lots") } { $ticker }, без него прошло { COUNTED($seconds, "seconds") }.
journal-hedge-needs-person = Хедж { AMOUNT($unhedged) } { $ticker } не исполняется: цена { PRICE($price) } хуже допустимой { PRICE($bound) }. Ответьте: /hedge keep (пробовать дальше от нынешней цены), /hedge any (по любой цене), /hedge leave (оставить без хеджа).
journal-hedge-answered = Ответ о хедже: { $choice ->
        [keep-trying] пробовать дальше от нынешней цены
        [any-price] по любой цене
       *[leave] оставить без хеджа
    }
journal-over-hedged = Захеджировано на { COUNTED($lots, "lots") } { $ticker } больше, чем нужно дальней ноге. Само это не исправится: если они вам не нужны, закройте их сами.
journal-future-expires = На счёте { AMOUNT($amount) } { $ticker }: { $days ->
        [0] сегодня последний день торгов
       *[other] до последнего дня торгов { COUNTED($days, "days") }
    }.{ $deliverable ->
        [yes] {" "}Фьючерс поставочный: если его не закрыть, будет поставка.
       *[no] {""}
    }
journal-halted = Стоп-кран включён{ $by ->
        [api] {" "}через API
       *[other] {""}
    }: заявки снимаются, новых не будет. Отпустить: /unhalt
journal-unhalted = Стоп-кран отпущен{ $by ->
        [api] {" "}через API
       *[other] {""}
    }: задачи продолжаются
journal-unwanted-order = Заявка { $number } больше не нужна, а исполнитель её не снял; снимаю сам
journal-task-started-again = Temporal не знал этой задачи (её только что записали, или его последние мгновения пропали). Запускаю её с теми заявками, что у неё есть.
journal-command = Выполнена команда { $command }
journal-task-taken-over = Исполнитель этой задачи молчал { COUNTED($seconds, "seconds") }; её продолжает другой, с теми же заявками.
journal-part-away =
    { $detail ->
        [no-worker] { outage-no-worker }
        [worker-without-broker] { outage-worker-without-broker }
        [broker-silent] { outage-broker-silent }
        [temporal-silent] { outage-temporal-silent }
       *[database-silent] { outage-database-silent }
    }
journal-part-back =
    { $part ->
        [worker] Исполнитель снова работает, задачи продолжаются
        [broker] Брокер снова отвечает, задачи продолжаются
        [temporal] Temporal снова отвечает, новые задачи запускаются
       *[database] База данных снова отвечает, задачи продолжаются
    } (перерыв { COUNTED($seconds, "seconds") }).

# Почему задача работает, а заявки нет
idle-claim-lost = база данных не подтверждает, что задачу ведёт этот исполнитель
idle-not-compared = не удаётся прочитать заявки счёта, а без этого не сверить, что исполнено по обеим ногам
idle-hours-unknown = брокер не сообщает часы торгов ({ $of })
idle-commission-unknown = брокер не сообщает комиссию за { $of }, а без неё не посчитать цену
idle-status-unknown = неизвестно, торгуется ли { $of }: нет рыночных данных
idle-book-unknown = стакан { $of } не приходит: нет рыночных данных
idle-not-taken = брокер или база данных просят подождать (причина — в журнале задачи), пробую снова
idle-moves-spent = заявки за последнюю минуту переставлялись слишком часто
idle-no-hedge = стакан { $of } не вмещает хедж даже одного контракта
idle-no-price = в стакане не к кому встать

# Что значит для задач то, чего сейчас нет
outage-no-worker = Исполнитель не работает: заявки остаются на бирже как есть, пока он не вернётся; тогда задачи продолжатся сами.
outage-worker-without-broker = У исполнителя нет связи с брокером: заявки остаются на бирже как есть; когда связь вернётся, сначала узнаю, что исполнено.
outage-broker-silent = Брокер не отвечает: заявки остаются на бирже как есть; когда ответит, сначала узнаю, что исполнено.
outage-temporal-silent = Temporal не отвечает: идущие задачи продолжаются, остановить их можно; новые начнутся, когда он вернётся.
outage-database-silent = База данных не отвечает: новых заявок не выставляю, лишние снимаю; исполненное учту, когда она вернётся.

# Комиссия в отчёте: по заявке, исход которой назвал человек, её может не быть
commission-known = { PRICE($commission) }
commission-unknown = неизвестна (по { COUNTED($commissionUnknownLots, "lots") } её не назвали)
commission-partly = { PRICE($commission) } и ещё неизвестная по { COUNTED($commissionUnknownLots, "lots") }
