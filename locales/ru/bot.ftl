# Бот

help-title = Выставляю заявку по лучшей цене и двигаю её вслед за рынком, пока не исполнится. Что можно попросить:
help-command = /{ $name }: { $description }
not-a-command = Я понимаю команды, они начинаются с «/». Список: /help
wrong-words =
    Не понял, что нужно. Вот как это пишется:
    { $usage }

answer-started = Принято.
answer-nothing-started = Запускать нечего.
answer-more-tasks = И ещё { AMOUNT($count) }.
answer-done = Готово.
answer-row-refused = Строка { $row } ({ $ticker }) не запущена: { $reason }
told-nothing = Незаконченных задач нет.
told-stop = Останавливаю: { $tasks }.
told-pause = Ставлю на паузу: { $tasks }.
told-amend =
    Изменено.
    { $lines }
told-resume = Продолжаю: { $tasks }.
halted-since = Стоп-кран включён { TIME($since) } (московское время){ $by ->
        [api] {" "}через API
       *[other] {" "}({ $by })
    }{ $reason ->
        [none] {""}
       *[other] : «{ $reason }»
    }. Новых заявок не будет. Отпустить: /unhalt
answer-halt = { halted-since }
    Заявки снимаются, задачи ждут.
answer-unhalt = Стоп-кран отпущен. { $count ->
        [0] Продолжать нечего.
       *[other] Продолжаю: { $tasks }.
    }
preview-unhalt = { halted-since }
    { $count ->
        [0] Отпустить? Незаконченных задач нет.
       *[other] Отпустить? Снова выставят заявки: { $tasks }.
    }
answer-no-tasks = Незаконченных задач нет.

title-sellbuy =
    { $direction ->
        [buy] покупка
       *[sell] продажа
    } { $amount } { $ticker }{ $limitPrice ->
        [none] {""}
       *[other] { $direction ->
            [buy] , не дороже { PRICE($limitPrice) }
           *[sell] , не дешевле { PRICE($limitPrice) }
        }
    }
task-line =
    { $id }: { $title }. { $stateWord }, исполнено { AMOUNT($executed) } из { AMOUNT($amount) }{ $averagePrice ->
        [none] {""}
       *[other] , в среднем по { AVERAGE($averagePrice) }
    }
task-line-waiting = { $line } ({ $reason })
task-line-idle = { $line }. Заявки нет с { TIME($since) } (московское время): { $reason }
task-line-failed = { $line }. { $reason }

confirm-title = Подтвердите. Вопрос действует одну минуту.
confirm-yes = Да
confirm-no = Нет
confirm-refused = Хорошо, ничего не делаю.
preview-dump-spreads = Внимание: это нога работающих спредов ({ $spreads }). Они останутся без неё, хедж не вернётся сам.
preview-dump =
    { $direction ->
        [buy] Откупить
       *[sell] Продать
    } { COUNTED($amount, "pieces") } { $ticker } по лучшей цене, { $direction ->
        [buy] закрыв короткую позицию
       *[sell] закрыв позицию
    }{ $estimate ->
        [none] {""}
       *[other] , примерно на { PRICE($estimate) }
    }?

health-ok = Всё работает ({ $mode }).
health-degraded = Работает не всё ({ $mode }). Задачи подождут и продолжат сами.
health-part = { $part }: { $stateWord }
part-ok = работает
part-reads-only = работает, но токен только читает: заявки не выставить
part-down = не отвечает
part-database-silent = не отвечает
part-temporal-silent = не отвечает
part-broker-silent = не отвечает
part-no-worker = не работает
part-worker-without-broker = запущен, но без связи с брокером
mode-paper = учебная биржа
mode-sandbox = песочница брокера
mode-live = настоящий счёт
part-database = база данных
part-temporal = Temporal
part-worker = исполнитель
part-broker = брокер

report-of-task = { $taskId }: { $words }
report-warning = ⚠️ { $words }

# Вопрос, который надо прочесть, прежде чем согласиться
question-too-long = То, на что нужно согласие, слишком длинно, чтобы показать его здесь (сообщений: { $messages }), поэтому не спрашиваю и ничего не делаю. Попросите меньше сразу, например меньше инструментов списка или строк очереди, или через API.
