# Что на счёте

answer-file =
    { $count ->
        [0] В файле нет строк.
        [one] { AMOUNT($count) } строка.
        [few] { AMOUNT($count) } строки.
       *[other] { AMOUNT($count) } строк.
    }
