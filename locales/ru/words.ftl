# Тексты для людей. Ключи те же, что в en/; новая команда: command-<имя> и usage-<имя>, новая запись журнала: journal-<вид>.
# AMOUNT и PRICE пишут число как есть, с пробелами между тысячами (PRICE в рублях, SIGNED ещё и с плюсом); AVERAGE округляет среднюю цену;
# COUNTED берёт слово из отдельного текста: COUNTED($lots, "lots").
# TIME пишет московское время.

## Слова и числа

lots =
    { $count ->
        [one] { $shown } лот
        [few] { $shown } лота
       *[many] { $shown } лотов
    }
pieces =
    { $count ->
        [one] { $shown } штука
        [few] { $shown } штуки
       *[many] { $shown } штук
    }
contracts =
    { $count ->
        [one] { $shown } контракт
        [few] { $shown } контракта
       *[many] { $shown } контрактов
    }
seconds =
    { $count ->
        [one] { $shown } секунда
        [few] { $shown } секунды
       *[many] { $shown } секунд
    }

days =
    { $count ->
        [one] { $shown } день
        [few] { $shown } дня
       *[many] { $shown } дней
    }

state-running = работает
state-paused = на паузе
state-waiting = ждёт
state-done = выполнена
state-cancelled = отменена
state-failed = не удалась

waiting-session = торги по инструменту сейчас не идут, продолжу с их началом
waiting-broker = брокер не отвечает, продолжу, когда ответит
waiting-halt = включён стоп-кран, продолжу, когда его отпустят: /unhalt
waiting-person = нужен ваш ответ

severity-info = событие
severity-report = отчёт
severity-warning = предупреждение
