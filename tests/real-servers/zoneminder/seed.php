<?php
// Turns on the login, with tokens alone, and makes two users. Arguments: the socket of the database, then name and password of each.
[, $socket, $first, $firstPassword, $second, $secondPassword] = $argv;
$database = new PDO("mysql:unix_socket=$socket;dbname=zm", 'root');
$set = $database->prepare('UPDATE Config SET Value = ? WHERE Name = ?');
$set->execute(['1', 'ZM_OPT_USE_AUTH']);
$set->execute(['0', 'ZM_OPT_USE_LEGACY_API_AUTH']);
$set->execute([bin2hex(random_bytes(32)), 'ZM_AUTH_HASH_SECRET']);
$add = $database->prepare(
  "INSERT INTO Users (Username, Password, Enabled, Monitors, `System`, APIEnabled, HomeView) VALUES (?, ?, 1, 'View', 'View', 1, '')"
);
$hash = fn ($password) => password_hash($password, PASSWORD_BCRYPT, ['cost' => 4]);
$add->execute([$first, $hash($firstPassword)]);
$add->execute([$second, $hash($secondPassword)]);
