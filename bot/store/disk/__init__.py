"""The folder and the file that a store lies in: locked, opened, made small again."""
