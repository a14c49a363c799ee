"""The words of the talk: one plain question for each part of life."""

from app.people.vocabulary import LifeArea

QUESTIONS = {
    LifeArea.SUBSTANCE_USE: "Is drink or drugs getting in the way of the life you want?",
    LifeArea.HEALTH: "How do you feel, in body and mind?",
    LifeArea.HOUSING: "Is the place where you live safe and settled?",
    LifeArea.LEARNING_AND_WORK: "Do you have something to learn or to do that matters to you?",
    LifeArea.FAMILY_AND_FRIENDS: "Are there people you can count on?",
    LifeArea.LEISURE_AND_COMMUNITY: "Are there things you enjoy, and places to be?",
    LifeArea.MONEY: "Can you pay for what you need?",
    LifeArea.OFFENDING: "Is it easy or hard to keep clear of trouble?",
}
SHORT = {
    LifeArea.SUBSTANCE_USE: "Drink, drugs",
    LifeArea.HEALTH: "Health",
    LifeArea.HOUSING: "Home",
    LifeArea.LEARNING_AND_WORK: "Learning",
    LifeArea.FAMILY_AND_FRIENDS: "Family",
    LifeArea.LEISURE_AND_COMMUNITY: "Free time",
    LifeArea.MONEY: "Money",
    LifeArea.OFFENDING: "Trouble",
}
"""As they fit around a picture."""
