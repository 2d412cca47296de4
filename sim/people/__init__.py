"""The people: what work asks of them and gives them, and what becomes of them from day to day."""
