"""Who reaches which address (T4). One line for each; an address that is missing here fails the test.

anyone              with or without signing in
everyone            everybody who is signed in
house               everybody who is signed in but providers
secret              only with a link that was sent to somebody, or on the way in: nobody else finds it
half                only after the password and before the second factor: everybody else is led to sign in
outside             another system, which must prove itself
self keyworker lead manager provider panel        near to the person whose record it is: see tests/support/neighbours.py
broker clerk finance signatory commissioner admin      of the person's organisation
any:word            everybody with that work, whoever it is about: these addresses show only what is theirs
out                 and is led to sign in, because it ends their session
any:planner         everybody who has a plan of their own
-word               is told that somebody else must do it; everybody who is not named does not find it at all.
                    (Here the card is not frozen, Mo has had his say, and nothing on the plan can be asked for yet.)
"""

from functools import cache

TABLE = """
about.accessibility                 anyone
about.decisions                     anyone
about.healthz                       anyone
about.leave                         anyone
about.privacy                       anyone
about.readyz                        anyone
about.robots                        anyone
examples.components                 anyone
static                              anyone

account.again                       everyone
account.change_password             everyone
account.choose                      secret
account.choose_now                  secret
account.code                        anyone
account.confirm_second_factor       half
account.demo                        anyone
account.end_all_sessions            everyone out
account.end_session                 self out
account.forgotten                   anyone
account.password                    everyone
account.second_factor               half
account.second_factor_picture       secret
account.send_link                   anyone
account.sessions                    everyone
account.set_up_second_factor        half
account.show                        everyone
account.show_again                  everyone
account.show_second_factor          half
account.sign_in                     anyone
account.sign_in_now                 anyone
account.sign_out                    anyone out
account.use_code                    anyone

approvals.add_comment               panel
approvals.cast_vote                 panel
approvals.confirm_step_back         panel
approvals.index                     any:panel any:manager
approvals.precedents                any:panel any:manager any:keyworker
approvals.show                      panel
approvals.sign                      panel
approvals.sign_page                 panel
approvals.step_back                 panel

assessments.make                    keyworker lead
assessments.new                     keyworker lead
assessments.of_person               self keyworker lead manager
assessments.show                    self keyworker lead manager

budgets.check                       keyworker lead
budgets.choose                      keyworker lead
budgets.give                        keyworker lead
budgets.new                         keyworker lead
budgets.show                        self keyworker lead manager broker

cards.ask_freeze                    keyworker lead
cards.ask_replace                   self keyworker lead
cards.freeze                        self keyworker lead
cards.mine                          any:self
cards.overview                      any:clerk any:finance any:signatory
cards.people                        any:keyworker any:manager
cards.purchases                     keyworker lead
cards.replace                       self keyworker lead
cards.show                          self keyworker lead
cards.take_back                     keyworker lead
cards.unfreeze                      -self -keyworker -lead

caseload.index                      any:keyworker any:manager

catalogue.compare                   house
catalogue.find                      house
catalogue.show                      house
catalogue.start                     house
providers.index                     any:broker any:commissioner any:admin
providers.show                      house

deliveries.confirm                  self keyworker lead
deliveries.index                    any:self any:keyworker
deliveries.show                     self keyworker lead

home.clear_news                     everyone
home.my_plan                        any:planner
home.show                           everyone
home.start                          everyone

hooks.decide                        outside
hooks.hear                          outside

invoices.document                   broker clerk finance signatory provider
invoices.index                      any:broker any:clerk any:finance any:signatory
invoices.keep                       broker clerk provider
invoices.register                   broker clerk provider
invoices.show                       broker clerk finance signatory provider

orders.accept                       broker provider
orders.cannot                       broker provider
orders.decline                      broker provider
orders.index                        any:broker any:clerk any:finance
orders.show                         self keyworker lead manager broker clerk finance provider

payments.authorise_bank             -finance
payments.bank                       any:clerk any:finance
payments.bank_account               clerk finance
payments.bank_file                  clerk finance signatory
payments.cancel                     clerk finance signatory
payments.confirm                    clerk finance
payments.enter_bank                 any:broker any:clerk
payments.index                      any:clerk any:finance any:signatory
payments.keep_bank                  any:broker any:clerk
payments.new                        any:clerk
payments.prepare                    any:clerk
payments.reject_bank                clerk finance
payments.release                    signatory
payments.remittance                 clerk finance signatory provider
payments.show                       clerk finance signatory
payments.verify_bank                clerk

people.add                          any:keyworker
people.contact                      self keyworker -lead
people.court_order                  keyworker lead manager
people.download                     any:self
people.edit                         keyworker lead manager
people.end                          keyworker lead manager
people.end_now                      keyworker lead manager
people.hand_over                    keyworker lead manager
people.hand_over_now                keyworker lead manager
people.index                        any:keyworker any:manager any:broker
people.looked                       any:self
people.make_code                    keyworker -lead
people.me                           any:self
people.new                          any:keyworker
people.save                         keyworker lead manager
people.save_contact                 self keyworker -lead
people.save_court_order             keyworker lead manager
people.show                         self keyworker lead manager broker

plans.add_from_offer                self keyworker lead
plans.add_goal                      self keyworker lead
plans.add_offer                     self keyworker lead
plans.add_something_else            self keyworker lead
plans.ask                           -self -keyworker -lead
plans.change_goal                   self keyworker lead
plans.change_item                   self keyworker lead
plans.check                         self keyworker lead
plans.drop_item                     self keyworker -lead
plans.edit_case                     self keyworker lead
plans.edit_goal                     self keyworker lead
plans.edit_item                     self keyworker lead
plans.end_goal                      self keyworker -lead
plans.index                         any:self any:keyworker
plans.new_goal                      self keyworker lead
plans.new_something_else            self keyworker lead
plans.photo                         self keyworker lead manager broker
plans.save_case                     self keyworker -lead
plans.show                          self keyworker lead manager broker
plans.tell_keyworker                self keyworker -lead
plans.try_item                      self keyworker -lead
plans.want_item                     self keyworker -lead

programmes.add_seat                 commissioner
programmes.card_issuer              any:commissioner any:finance
programmes.change_settings          commissioner
programmes.choose_preset            any:commissioner
programmes.edit_settings            commissioner
programmes.end_seat                 commissioner
programmes.give_chair               commissioner
programmes.index                    any:commissioner any:finance any:admin
programmes.new                      any:commissioner
programmes.new_award                commissioner
programmes.new_fund                 commissioner
programmes.new_seat                 commissioner
programmes.open_fund                commissioner
programmes.record_award             commissioner
programmes.show                     commissioner finance admin
programmes.start                    any:commissioner
programmes.top_up                   any:commissioner any:finance

provider.accept_agreement           any:provider
provider.agreement                  any:provider
provider.bank_details               any:provider
provider.home                       any:provider
provider.keep_bank_details          any:provider

receipts.accept                     keyworker lead
receipts.accept_part                keyworker lead
receipts.file                       self keyworker lead
receipts.hand_in                    self keyworker lead
receipts.lost                       self keyworker lead
receipts.send_back                  keyworker lead
receipts.show                       self keyworker lead
receipts.to_check                   any:keyworker any:manager

requests.change                     self keyworker lead
requests.confirm_take_back          self keyworker lead
requests.edit                       self keyworker lead
requests.index                      any:self any:keyworker any:manager any:broker
requests.show                       self keyworker lead manager broker
requests.take_back                  self keyworker lead

roles.agree                         commissioner -admin
roles.index                         any:admin any:commissioner
roles.refuse                        commissioner -admin

shop.buy                            any:self
shop.counter                        any:self
shop.give_up                        self
shop.refund                         self
shop.take                           self
shop.visit                          self

sourcing.add_quote                  broker
sourcing.choose                     broker
sourcing.give_up                    broker
sourcing.index                      any:broker
sourcing.new_quote                  broker
sourcing.show                       broker

statements.show                     self keyworker lead manager broker

users.add                           any:admin
users.ask_for_roles                 admin
users.change_roles                  admin
users.change_team                   admin
users.index                         any:admin
users.move                          admin
users.new                           any:admin
users.send_link                     admin
users.show                          admin
users.switch_off                    admin
users.switch_on                     admin
"""


@cache
def rows() -> dict[str, list[str]]:
    """The table, by endpoint."""
    lines = [line.split() for line in TABLE.splitlines() if line.strip()]
    return {name: words for name, *words in lines}
