"""One prompt a day: packs of prompts, and which one comes when. Pure."""
