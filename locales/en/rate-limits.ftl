# What the broker allows a minute is used up

error-rate-limited-for = The broker allows no more requests of this kind now. Please try again in { $seconds } s.
