"""The story: Sam's collar and Sam's counselling, from the funder's money to the provider's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from app.cli.tour.actor import Actor, Stuck, Upload
from app.cli.tour.scene import Scene
from app.kernel import clock
from app.kernel.money import Money
from app.people.vocabulary import LifeArea

Tell = Callable[[str], None]
SAM = "Sam Teller"
SCORES = ("6", "5", "7", "5", "4", "4", "5", "3")
WEEKS = 3


class Story:
    """Each method is one chapter, told as it happens."""

    def __init__(self, scene: Scene, begin: Tell, tell: Tell) -> None:
        self.scene, self.begin, self.tell = scene, begin, tell

    def play(self) -> None:
        """The whole of it, in order."""
        for chapter in (
            self.money_comes_in,
            self.a_provider_can_be_paid,
            self.sam_and_kit_meet,
            self.they_plan,
            self.they_ask,
            self.the_panel_decides,
            self.the_collar_is_bought,
            self.the_counselling_happens,
            self.the_provider_is_paid,
            self.everybody_can_see,
        ):
            self.begin((chapter.__doc__ or "").strip())
            chapter()
            self.scene.post_runs()

    def money_comes_in(self) -> None:
        """1. A commissioner starts a programme, and the funder's money arrives"""
        cora = self.scene.actor("cora", "Cora")
        cora.go("/programmes/new/sds-panel")
        cora.send("Start this programme", {"What is the programme called?": "Self-directed support"})
        self.tell("Cora starts “Self-directed support” from the preset sds-panel.")
        cora.go("/programmes/1/funds/new").send("Open the fund", {
            "What is the fund called?": "Recovery grant", "Who gives the money?": "The borough",
            "When must it be spent by?": clock.today() + timedelta(days=400),
        })  # fmt: skip
        cora.go("/programmes/1/awards/new").send("Record it", {
            "Recovery grant, from The borough": True, "How much came in?": "50,000.00",
            "The funder’s reference": "GRANT-2026-1", "When did it come in?": clock.today(),
        })  # fmt: skip
        self.tell("She opens the fund “Recovery grant” and records £50,000.00 from the borough.")
        for name, chairs in (("Pat Adeyemi", True), ("Ali Rahman", False), ("Nell Hart", False)):
            choice = "All that, and sign" if chairs else "Read, ask, comment and vote"
            cora.go("/programmes/1/seats/new")
            cora.send("Add to the panel", {"Who joins the panel?": name, choice: True})
        self.tell("Pat (in the chair), Ali and Nell sit on the panel.")
        mo = self.scene.actor("mo", "Mo").go("/programmes/card-issuer")
        mo.send("Send it to the card issuer", {"How much do you want to send?": "500"})
        self.tell("Mo sends £500.00 to the card issuer, so that cards can be loaded.")

    def a_provider_can_be_paid(self) -> None:
        """2. Three people stand behind a provider's bank details"""
        gwen = self.scene.actor("gwen", "Gwen").go("/provider/bank")
        gwen.send("Send these details", {
            "Name on the account": "Quince Counselling", "Sort code": "20-00-00", "Account number": "55779911",
        })  # fmt: skip
        self.tell("Gwen, who counsels, enters where she is paid.")
        fin = self.scene.actor("fin", "Fin").go("/home").follow("Call and check")
        fin.send("This is what they read out", {
            "Which number did you call, and whom did you speak to?": "01632 960111, with Gwen Ellis",
            "Sort code": "200000", "Account number": "55779911",
        })  # fmt: skip
        self.tell("Fin calls back on the number in the catalogue, and she reads the same figures out.")
        self.scene.actor("mo", "Mo").go("/home").follow("Look and allow").send("Yes, allow it")
        self.tell("Mo allows them. They can be used after three working days.")

    def sam_and_kit_meet(self) -> None:
        """3. Sam and Kit talk; Sam learns the amount and how it was worked out"""
        kit = self.scene.actor("kit", "Kit").go("/people/new")
        kit.send("Add to my caseload", {
            "Full name": SAM, "What do they like to be called?": "Sam", "In person, through my keyworker": True,
            "North team": True, "They agree that we keep a record": True,
        })  # fmt: skip
        self.tell("Kit adds Sam. The safe way to reach Sam is in person, so nothing is ever sent.")
        kit.go("/assessments/people/1/new").send("Show the star", {
            "What is going well?": "Five months without a drink. My dog, Biscuit.",
            "What would you like to be different?": "To keep my flat. The neighbours complain about the barking.",
            **{area.words: score for area, score in zip(LifeArea, SCORES, strict=True)},
        })  # fmt: skip
        self.tell(f"They talk, strengths first. {self._sentence(kit, 'Your answers')}")
        kit.go("/budgets/people/1/new")
        if "/programmes/" not in kit.url:
            kit.follow("Choose")
        kit.send("Check it").send("Give this budget")
        self.tell("Kit gives the budget. It moves from the fund's pool to Sam.")

    def they_plan(self) -> None:
        """4. They plan: a collar for the dog, and somebody to talk to"""
        kit = self.scene.actor("kit", "Kit")
        kit.go("/plans/1/goals/add").send("Save the goal", {
            "What do you want to be different?": "Keep my flat", "What is it most about?": LifeArea.HOUSING.words,
        })  # fmt: skip
        kit.go("/plans/1/goals/add").send("Save the goal", {
            "What do you want to be different?": "Feel calmer", "What is it most about?": LifeArea.HEALTH.words,
        })  # fmt: skip
        kit.go("/catalogue/search?words=collar&plan=1").follow("Citronella anti-bark collar").follow("Add to")
        kit.send("Add to the plan", {"Keep my flat": True, "On a pre-paid card": True})
        self.tell("In the catalogue they look for “collar” and put it on the plan: £25.00, by card.")
        kit.go("/catalogue/search?words=counselling+once+a+week&plan=1").follow("Counselling, once a week")
        kit.follow("Add to").send("Add to the plan", {
            "Feel calmer": True, "We order it": True, "Every week": True, "For how many weeks?": str(WEEKS),
            "From which day?": clock.today(),
        })  # fmt: skip
        self.tell(f"And counselling at £45.00 a week for {WEEKS} weeks, which is ordered.")

    def they_ask(self) -> None:
        """5. They ask, each in their own words"""
        kit = self.scene.actor("kit", "Kit").go("/plans/1/case")
        kit.send("Save and continue", {
            "In Sam’s own words": "The barking got me a letter about my flat. If it stops I can keep it, and sleep.",
            "In your words, as the keyworker": "An eviction would undo five months. The collar costs £25.",
        })  # fmt: skip
        kit.go("/plans/1/check").send("Send it to the panel")
        self.tell(f"Kit sends it. {self._sentence(kit, 'The panel')} The money is kept aside.")

    def the_panel_decides(self) -> None:
        """6. The panel decides, without knowing whose case it is"""
        for key, name, words in (
            ("ali", "Ali", "A small sum against a great harm."),
            ("nell", "Nell", "Both goals are plain, and both can start at once."),
            ("pat", "Pat", "Agreed."),
        ):
            member = self.scene.actor(key, name).go("/home").follow("Read the case")
            if "Sam" in member.text:
                raise Stuck("a panel paper names the person")
            member.send("Vote", {"Yes, agree": True, "Why?": words})
            self.tell(f"{name} reads the case under its number and votes yes: “{words}”")
        pat = self.scene.actor("pat", "Pat").go("/approvals/1/sign/approve")
        pat.send("Sign: agreed", {"Why yes?": "Yes to both. We hope you keep your home."})
        self.tell("Pat signs. At that moment the order is written and the card is loaded.")

    def the_collar_is_bought(self) -> None:
        """7. The collar is bought with the card"""
        self.scene.buy_for(1, "Paws & Co", "pet_shops_pet_food_and_supplies", Money(25_00))
        self.tell("Sam holds the card to the till at Paws & Co. The card says yes: £25.00.")
        kit = self.scene.actor("kit", "Kit").go("/receipts/1")
        kit.send("Hand in the receipt", {"Photo or PDF of the receipt": a_photo()})
        self.tell("Sam has no phone, so Kit hands in a photo of the receipt.")
        lin = self.scene.actor("lin", "Lin").go("/receipts/1").send("Accept the receipt")
        lin.sees("You accepted the receipt")
        self.tell("Nobody checks what they handed in themselves: Lin, who leads the team, accepts it.")

    def the_counselling_happens(self) -> None:
        """8. The counselling is ordered, accepted and confirmed"""
        self.scene.actor("gwen", "Gwen").go("/home").follow("Answer it").send("Yes, accept it")
        self.tell("Gwen accepts the order. It names nobody.")
        for week in range(1, WEEKS + 1):
            kit = self.scene.actor("kit", "Kit").go("/deliveries/1")
            kit.send("Save these answers", {"Yes, it came": True})
            self.scene.post_runs()
            self.tell(f"Week {week}: Sam came back calmer. Kit confirms it, and the invoice writes itself.")
            self.scene.days_pass(7)

    def the_provider_is_paid(self) -> None:
        """9. The provider is paid: one person prepares, another releases"""
        fin = self.scene.actor("fin", "Fin").go("/payments/new").send("Prepare a run")
        self.tell(f"Fin prepares a payment run. {self._sentence(fin, 'A signatory')}")
        self.scene.actor("sunita", "Sunita").go("/payments/1").send("Release £")
        self.scene.post_runs()
        self.tell("Sunita, who prepared nothing, releases it to the bank.")
        self.scene.actor("mo", "Mo").go("/payments/1").send("Yes, the bank has paid")
        self.tell("Mo confirms that the bank has paid.")
        self.scene.actor("gwen", "Gwen").go("/provider").sees("Paid").sees("£135.00")
        self.tell("Gwen sees what was paid, when, and what it says on her bank statement.")

    def everybody_can_see(self) -> None:
        """10. Everybody can see where it stands"""
        kit = self.scene.actor("kit", "Kit").go("/requests/1").sees("The answer is yes")
        for title in kit.page.xpath("//*[contains(@class, 'c-timeline__title')]"):
            self.tell(" ".join(title.text_content().split()))

    @staticmethod
    def _sentence(actor: Actor, start: str) -> str:
        """The sentence of a page that begins so."""
        found = re.search(re.escape(start) + r".*?[.!](?=\s|$)", actor.text)
        return found[0] if found else ""


def a_photo() -> Upload:
    """A receipt, as a phone would take it."""
    picture = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(picture).text((60, 80), "Wag & Whisker Pets\nCollar  25.00\nThank you", fill="black")
    kept = BytesIO()
    picture.save(kept, "JPEG")
    return Upload("receipt.jpg", "image/jpeg", kept.getvalue())
