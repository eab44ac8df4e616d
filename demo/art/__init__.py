"""The demo brand's drawings and the tool that renders them."""
