"""What templates of the staff pages ask editorial."""

from django import template

from content import legal

register = template.Library()
register.simple_tag(legal.legal_states)
