# What the account is

answer-file =
    { $count ->
        [0] The file has no rows.
        [one] { AMOUNT($count) } row.
       *[other] { AMOUNT($count) } rows.
    }
