<#import "template.ftl" as layout>
<@layout.linked button=msg("einlassIdentityProviderLinkButton") unexpected=msg("einlassIdentityProviderLinkUnexpected")>
<@layout.p>${msg("einlassIdentityProviderLinkLead", layout.shared.company, layout.shared.value(identityProviderDisplayName), layout.shared.value(identityProviderContext.username))}</@layout.p>
</@layout.linked>
