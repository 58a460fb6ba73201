"""The rules: one planner per agent, each a pure function of the conversation."""
