"""The `logistics` command: how people, `logistics up` and PM2 start every process."""
