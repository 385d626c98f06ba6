## Отмена всего

orders-counted =
    { $count ->
        [one] { $shown } заявка
        [few] { $shown } заявки
       *[other] { $shown } заявок
    }
stop-orders-counted =
    { $count ->
        [one] { $shown } стоп-заявка
        [few] { $shown } стоп-заявки
       *[other] { $shown } стоп-заявок
    }
tasks-counted =
    { $count ->
        [one] { $shown } задача
        [few] { $shown } задачи
       *[other] { $shown } задач
    }

command-cancel = Остановить все задачи, снять все заявки и стоп-заявки счёта
usage-cancel = /cancel: всё, и заявки других программ тоже; сначала спрошу, а пока снимаю, отвечу, сколько осталось

preview-cancel = Снимаю всё: останавливаю задачи ({ COUNTED($tasks, "tasks-counted") }), снимаю заявки и стоп-заявки счёта, в том числе чужие.
preview-cancel-taskIds = Задачи: { $taskIds }
preview-cancel-orders = Заявки: моих { AMOUNT($orders) }, чужих { AMOUNT($foreignOrders) }.{ $stopOrders ->
        [none] {" "}Стоп-заявки тоже снимаются; показать их в эту минуту нельзя: лимит брокера исчерпан.
       *[other] {" "}Стоп-заявки: моих { AMOUNT($stopOrders) }, чужих { AMOUNT($foreignStopOrders) }.
    }
preview-cancel-tiedUp = Они держат или займут { PRICE($tiedUp) }.
preview-cancel-largest =
    Сначала самые крупные:
    { $largest }
preview-cancel-owing =
    Эти ещё дохеджируют, что должны (в лотах), и закончатся:
    { $owing }
preview-cancel-seconds =
    { $seconds ->
        [0] Это займёт несколько секунд.
       *[other] Из-за лимитов брокера это займёт { COUNTED($seconds, "seconds") } и ещё немного.
    }
preview-cancel-brokerAway = Брокер не отвечает, поэтому его заявки показать нельзя: сниму их, как только он ответит.

cancelling =
    Снимаю всё (№ { $number }): остановлено задач { $tasks }, снято: { COUNTED($orders, "orders-counted") } и { COUNTED($stopOrders, "stop-orders-counted") }, осталось: { COUNTED($ordersOpen, "orders-counted") } и { COUNTED($stopOrdersOpen, "stop-orders-counted") }. В конце будет отчёт.

journal-cancel-begun = Снимаю всё{ $by ->
        [none] {""}
        [api] {" "}по запросу через API
       *[other] {" "}по запросу { $by }
    }: задачи остановлены, заявки и стоп-заявки снимаются, свои и чужие.
journal-cancel-done = Всё снято: { COUNTED($orders, "orders-counted") } и { COUNTED($stopOrders, "stop-orders-counted") }.{ $executed ->
        [none] {""}
       *[other] {" "}Исполнилось до снятия: { $executed }.
    }{ $triggered ->
        [0] {""}
        [none] {""}
       *[other] {" "}Сработало до снятия: { COUNTED($triggered, "stop-orders-counted") }; выставленное ими снято либо названо здесь, если исполнилось.
    }{ $left ->
        [0] {""}
        [none] {""}
       *[other] {" "}Не снято: { $left }; о каждой отдельно.
    }{ $owing ->
        [none] {""}
       *[other] {" "}Ещё дохеджирует воркер (в лотах): { $owing }.
    }
journal-cancel-left = Не снята заявка: { $ticker }, { $direction ->
        [buy] покупка
       *[sell] продажа
    } { COUNTED($lots, "lots") }{ $price ->
        [none] {""}
       *[other] {" "}по { PRICE($price) }
    }. { $cause ->
        [none] {""}
       *[other] { $cause }
    }
journal-cancel-watches = { COUNTED($orders, "orders-counted") } и { COUNTED($stopOrders, "stop-orders-counted") } как раз отправлялись, когда снималось всё, и их не видно. Десять минут слежу за ними и сниму, что появится.
journal-cancel-late = Появилась стоп-заявка { $ticker }, отправленная до снятия всего ({ $direction ->
        [buy] покупка
       *[sell] продажа
    } { COUNTED($lots, "lots") }): снимаю.

error-cancel-running = Сейчас снимается всё (№ { $number }): новое не запускаю, пока не будет отчёта. Сколько осталось: /status
error-cancel-newcomer = Она выставлена, когда всё уже было снято, и не первая такая: другая программа продолжает выставлять заявки. Остановите её и повторите /cancel.
error-cancel-still-listed = Брокер трижды ответил, что она снята, а в списке она всё равно активна. Посмотрите в его приложении.
error-cancel-untold = Среди активных её нет, а что с ней стало, брокер не говорит. Посмотрите в его приложении.
