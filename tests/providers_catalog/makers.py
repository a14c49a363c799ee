"""Small documents to read, written to disk the way a publisher would."""

import json
from pathlib import Path
from uuid import UUID

SERVICE_ID = str(UUID(int=1))
PROVIDER_ID = str(UUID(int=2))
OFFER_ID = str(UUID(int=3))

Fields = dict[str, object]


def service(**changes: object) -> Fields:
    """A plain counselling service; a change to ``...`` leaves the field out."""
    fields: Fields = {
        "id": SERVICE_ID,
        "name": "Counselling",
        "description": "Someone to talk to, once a week.",
        "status": "active",
        "organization": {"id": PROVIDER_ID, "name": "Quince Counselling", "description": "Gwen listens."},
        "cost_options": [{"id": OFFER_ID, "option": "One session", "amount": 45, "amount_description": "per week"}],
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not ...}


def contract(**changes: object) -> Fields:
    """A made-up probation contract; a change to ``...`` leaves the field out."""
    fields: Fields = {
        "internal_contract_id": str(UUID(int=11)),
        "contract_reference": "PRJ_0001",
        "contract_type_id": "FBD-XX",
        "region": {"nps_region_code": None, "pcc_region_code": "avon-and-somerset"},
        "eligibility": {"allows_female": True, "allows_male": False, "minimum_age": 18, "maximum_age": 25},
        "scheduling": {"hide_before": "2025-01-01", "hide_after": "2025-12-31T23:59:00+00"},
        "providers": {"prime_provider_code": "LEMON_GROVE_TRUST", "subcontractor_codes": ["ST_AGNES_CTR"]},
        "internal_intervention_id": str(UUID(int=12)),
        "intervention_title": "Money advice in Lemonfield",
        "short_description": "Help with money.\n•\tdebts\n•\tbank  accounts",
        "activities": [
            {
                "need_area": "Finance Benefits & Debt",
                "activity": "Banking",
                "delivery_method": "1:1, group and online",
                "delivery_location": "Lemonfield; Ferry Lane",
            }
        ],
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not ...}


def written(folder: Path, *documents: object) -> Path:
    """The documents as numbered JSON files in this folder."""
    for number, document in enumerate(documents):
        (folder / f"{number}.json").write_text(json.dumps(document), "utf-8")
    return folder
