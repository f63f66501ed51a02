"""The Bot API: how it is reached, what it is asked, and what its errors mean."""
